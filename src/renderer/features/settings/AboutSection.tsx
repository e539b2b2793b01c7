import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Typography from '@mui/material/Typography';

import { useFarm } from '../../api/queries.ts';
import { routeHash } from '../../app/route.ts';
import { t } from '../../i18n/t.ts';
import { settingsMessages as m } from './messages.ts';
import { SettingsSection } from './SettingsSection.tsx';

/** Which program this is, the simulated farm, and the way back to Setup. */
export function AboutSection() {
  const extras = useFarm().data?.extras;
  return (
    <SettingsSection id="about" title={t(m.about)}>
      <Typography variant="body2">{t(m.version, { version: extras?.version ?? '–' })}</Typography>
      <Typography variant="body2">{t(extras?.demo ? m.demoRuns : m.demoHow)}</Typography>
      <Typography variant="body2">{t(m.setupText)}</Typography>
      <Box>
        <Button variant="outlined" size="small" href={routeHash('setup')}>
          {t(m.openSetup)}
        </Button>
      </Box>
    </SettingsSection>
  );
}
