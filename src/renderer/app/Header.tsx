import BlockIcon from '@mui/icons-material/Block';
import CloudOffIcon from '@mui/icons-material/CloudOff';
import KeyboardIcon from '@mui/icons-material/KeyboardOutlined';
import NoticesIcon from '@mui/icons-material/AssignmentLateOutlined';
import NotificationsIcon from '@mui/icons-material/NotificationsOutlined';
import PlayIcon from '@mui/icons-material/PlayCircleOutlined';
import SearchIcon from '@mui/icons-material/Search';
import AppBar from '@mui/material/AppBar';
import Box from '@mui/material/Box';
import Chip from '@mui/material/Chip';
import IconButton from '@mui/material/IconButton';
import Toolbar from '@mui/material/Toolbar';
import Tooltip from '@mui/material/Tooltip';
import Typography from '@mui/material/Typography';
import type { SvgIconComponent } from '@mui/icons-material';

import { useFarm, useRateHistory } from '../api/queries.ts';
import { creditedHashrate, minersHashrate } from '../api/rate.ts';
import { useAlertCounts } from '../features/alerts/use-alert-counts.ts';
import { useAlertList } from '../features/alerts/use-alerts.ts';
import { fmt } from '../i18n/fmt.ts';
import { t, type Message } from '../i18n/t.ts';
import { countMiners, noticesOf } from './header-view.ts';
import { frameMessages as m } from './messages.ts';
import { paletteKeys } from './palette-keys.ts';
import { routeHash } from './route.ts';
import { ThemeMenu } from './ThemeMenu.tsx';

interface CountProps {
  count: number;
  text: Message;
  href: string;
  Icon: SvgIconComponent;
  color?: 'default' | 'warning' | 'error';
  /** What it says in full, where that is more than the text. */
  meaning?: string;
  /** Left out in a narrow window. */
  isMinor?: boolean;
}

function CountLink({ count, text, href, Icon, color = 'default', meaning, isMinor = false }: CountProps) {
  const label = t(text, { count: fmt.count(count) });
  return (
    <Chip
      component="a"
      href={href}
      clickable
      size="small"
      variant="outlined"
      icon={<Icon />}
      color={count > 0 ? color : 'default'}
      label={
        <>
          <Box component="span" sx={{ display: { sm: 'none' } }}>
            {fmt.count(count)}
          </Box>
          <Box component="span" sx={{ display: { xs: 'none', sm: 'inline' } }}>
            {label}
          </Box>
        </>
      }
      aria-label={meaning === undefined ? label : `${label}. ${meaning}`}
      sx={isMinor ? { display: { xs: 'none', sm: 'inline-flex' } } : {}}
    />
  );
}

/** What fires now, by severity; the colour is that of the worst. */
function AlertsLink() {
  const { critical, warning, info } = useAlertCounts();
  const count = critical + warning + info;
  return (
    <CountLink
      count={count}
      text={m.firing}
      href={routeHash('alerts')}
      Icon={NotificationsIcon}
      color={critical > 0 ? 'error' : warning > 0 ? 'warning' : 'default'}
      meaning={t(m.firingBy, {
        alerts: t(m.firing, { count: fmt.count(count) }),
        critical: fmt.count(critical),
        warning: fmt.count(warning),
        info: fmt.count(info),
      })}
    />
  );
}

function Rates() {
  const snapshot = useFarm().data?.snapshot;
  const history = useRateHistory();
  const fromMiners = snapshot ? minersHashrate(snapshot) : null;
  return (
    <Box
      sx={{
        display: { xs: 'none', lg: 'flex' },
        gap: 2,
        alignItems: 'baseline',
        justifyContent: 'flex-end',
        minWidth: 0,
      }}
    >
      <Typography variant="body2" component="span" noWrap>
        <strong>{fmt.hashrate(fromMiners)}</strong> {t(m.fromMiners)}
      </Typography>
      <Tooltip title={t(m.creditedHint)}>
        <Typography variant="body2" component="span" noWrap>
          <strong>{fmt.hashrate(creditedHashrate(history))}</strong> {t(m.fromPools)}
        </Typography>
      </Tooltip>
    </Box>
  );
}

/** The line that is always there: what the farm is doing, in figures that lead to their lists. */
export function Header({ onHelp, onPalette }: { onHelp: () => void; onPalette: () => void }) {
  const { data } = useFarm();
  const counts = data ? countMiners(data.snapshot) : { working: 0, offline: 0, marked: 0 };
  const alerts = useAlertList().data;
  const notices = data ? noticesOf(data.extras, alerts).length : 0;
  return (
    <AppBar
      position="static"
      color="default"
      elevation={0}
      sx={{ borderBottom: 1, borderColor: 'divider', bgcolor: 'background.paper' }}
    >
      <Toolbar variant="dense" sx={{ gap: { xs: 0.75, sm: 1.5 }, px: { xs: 1, sm: 2 } }}>
        <Typography
          variant="h1"
          component="p"
          sx={{ mr: { xs: 0, sm: 1 }, fontSize: { xs: '1rem', sm: '1.2rem' } }}
        >
          Hashquota
        </Typography>
        {data?.extras.demo && (
          <Chip
            size="small"
            color="warning"
            label={t(m.demo)}
            sx={{ display: { xs: 'none', sm: 'inline-flex' } }}
          />
        )}
        <Box
          component="section"
          aria-label={t(m.farmStatus)}
          sx={{ display: 'flex', gap: 0.75, flex: 'none' }}
        >
          <CountLink
            count={counts.working}
            text={m.working}
            href={routeHash('miners', { state: 'working' })}
            Icon={PlayIcon}
          />
          <CountLink
            count={counts.offline}
            text={m.offline}
            href={routeHash('miners', { state: 'offline' })}
            Icon={CloudOffIcon}
            color="warning"
          />
          <CountLink
            count={counts.marked}
            text={m.marked}
            href={routeHash('miners', { state: 'marked' })}
            Icon={BlockIcon}
            color="error"
          />
          <CountLink
            count={notices}
            text={m.notices}
            href={routeHash('overview')}
            Icon={NoticesIcon}
            color="warning"
            isMinor
          />
          <AlertsLink />
        </Box>
        <Box sx={{ flex: 1 }} />
        <Rates />
        <Tooltip title={t(m.findHint, { keys: paletteKeys() })}>
          <IconButton
            color="inherit"
            aria-label={t(m.find)}
            aria-haspopup="dialog"
            onClick={onPalette}
            sx={{ display: { xs: 'none', sm: 'inline-flex' } }}
          >
            <SearchIcon fontSize="small" />
          </IconButton>
        </Tooltip>
        <ThemeMenu />
        <Tooltip title={t(m.keys)}>
          <IconButton
            color="inherit"
            aria-label={t(m.keys)}
            onClick={onHelp}
            sx={{ display: { xs: 'none', sm: 'inline-flex' } }}
          >
            <KeyboardIcon fontSize="small" />
          </IconButton>
        </Tooltip>
      </Toolbar>
    </AppBar>
  );
}
