import CheckIcon from '@mui/icons-material/Check';
import Box from '@mui/material/Box';
import Chip from '@mui/material/Chip';
import Typography from '@mui/material/Typography';

import type { NetworkSuggestion } from '#shared/model/machine.ts';

import { fmt } from '../../i18n/fmt.ts';
import { t } from '../../i18n/t.ts';
import { discoverMessages as m } from './messages.ts';
import { hasRange, withRange } from './scan-view.ts';

interface Props {
  networks: readonly NetworkSuggestion[];
  ranges: string;
  /** Says why virtual networks are not ticked. */
  isExplained: boolean;
  onRanges: (ranges: string) => void;
}

/** This PC's own networks, each to be ticked; virtual ones are listed and explained, not ticked. */
export function NetworkChips({ networks, ranges, isExplained, onRanges }: Props) {
  if (networks.length === 0) return null;
  return (
    <Box sx={{ mb: 1.5 }}>
      <Box role="group" aria-label={t(m.networks)} sx={{ display: 'flex', gap: 1, flexWrap: 'wrap' }}>
        {networks.map(({ cidr, interfaceName, addresses, isVirtual }) => {
          const isChosen = hasRange(ranges, cidr);
          return (
            <Chip
              key={`${interfaceName} ${cidr}`}
              variant={isChosen ? 'filled' : 'outlined'}
              color={isChosen ? 'primary' : 'default'}
              {...(isChosen ? { icon: <CheckIcon /> } : {})}
              label={t(isVirtual ? m.networkVirtual : m.network, {
                cidr,
                name: interfaceName,
                addresses: fmt.count(addresses),
              })}
              onClick={() => onRanges(withRange(ranges, cidr))}
              aria-pressed={isChosen}
              title={isVirtual ? t(m.virtualWhy) : undefined}
              sx={{ maxWidth: '100%' }}
            />
          );
        })}
      </Box>
      {isExplained && networks.some(({ isVirtual }) => isVirtual) && (
        <Typography variant="caption" color="textSecondary" component="p" sx={{ mt: 0.5 }}>
          {t(m.virtualWhy)}
        </Typography>
      )}
    </Box>
  );
}
