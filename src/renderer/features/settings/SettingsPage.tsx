import Box from '@mui/material/Box';
import Typography from '@mui/material/Typography';

import { routeHash } from '../../app/route.ts';
import { t } from '../../i18n/t.ts';
import { BackupSection } from '../backup/BackupSection.tsx';
import { ConfigurationSection } from '../backup/ConfigurationSection.tsx';
import { AboutSection } from './AboutSection.tsx';
import { GeneralSection } from './GeneralSection.tsx';
import { LinkSection } from './LinkSection.tsx';
import { LoginsSection } from './LoginsSection.tsx';
import { settingsMessages as m } from './messages.ts';
import { NetworkSection } from './NetworkSection.tsx';
import { RescanSection } from './RescanSection.tsx';
import { RulesSection } from './RulesSection.tsx';

/** Everything that is set once: the window first, then the farm, then what this program is. */
export function SettingsPage() {
  return (
    <>
      <Box sx={{ mb: 1.5 }}>
        <Typography component="h1" variant="h1">
          {t(m.title)}
        </Typography>
        <Typography variant="body2" color="textSecondary">
          {t(m.intro)}
        </Typography>
      </Box>
      <Box
        sx={{
          display: 'grid',
          gap: 1.5,
          alignItems: 'start',
          maxWidth: 1400,
          gridTemplateColumns: { xs: 'minmax(0, 1fr)', lg: 'repeat(2, minmax(0, 1fr))' },
        }}
      >
        <Box sx={{ display: 'grid', gap: 1.5, gridTemplateColumns: 'minmax(0, 1fr)' }}>
          <GeneralSection />
          <LinkSection
            id="plan"
            title={t(m.plan)}
            text={t(m.planText)}
            href={routeHash('plan')}
            action={t(m.openPlan)}
          />
          <NetworkSection />
          <AboutSection />
        </Box>
        <Box sx={{ display: 'grid', gap: 1.5, gridTemplateColumns: 'minmax(0, 1fr)' }}>
          <RulesSection />
          <LoginsSection />
          <RescanSection />
          <BackupSection />
          <ConfigurationSection />
        </Box>
      </Box>
    </>
  );
}
