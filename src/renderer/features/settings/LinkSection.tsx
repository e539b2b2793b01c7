import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Typography from '@mui/material/Typography';

import { SettingsSection } from './SettingsSection.tsx';

interface Props {
  id: string;
  title: string;
  text: string;
  href: string;
  action: string;
}

/** A part of the settings that has a page of its own. */
export function LinkSection({ id, title, text, href, action }: Props) {
  return (
    <SettingsSection id={id} title={title}>
      <Typography variant="body2">{text}</Typography>
      <Box>
        <Button variant="outlined" size="small" href={href}>
          {action}
        </Button>
      </Box>
    </SettingsSection>
  );
}
