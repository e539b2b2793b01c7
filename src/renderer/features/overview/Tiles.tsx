import Box from '@mui/material/Box';

import type { FarmSnapshot } from '#shared/model/snapshot.ts';

import { countMiners } from '../../app/header-view.ts';
import { fmt } from '../../i18n/fmt.ts';
import { t } from '../../i18n/t.ts';
import { StatTile } from '../../ui/StatTile.tsx';
import { useEngineNow } from '../../ui/use-now.ts';
import { HashrateSparkline } from './HashrateSparkline.tsx';
import { overviewMessages as m } from './messages.ts';
import { hashrateSummary, rejectSummary, standardSummary, type StandardSummary } from './overview-view.ts';

function standardDetail({ reached, total, next }: StandardSummary, nowMs: number): string {
  if (total === 0) return t(m.accountsNone);
  if (reached === total) return t(m.accountsAll);
  if (!next?.etaMs) return t(m.accountsStuck);
  const eta = t(m.toTarget, { duration: fmt.duration(next.etaMs - nowMs) });
  return t(m.accountsNext, { name: next.name, eta });
}

/** Four figures: is the farm well, and does it keep its promises. */
export function Tiles({ snapshot }: { snapshot: FarmSnapshot }) {
  const nowMs = useEngineNow();
  const farm = hashrateSummary(snapshot);
  const miners = countMiners(snapshot);
  const standard = standardSummary(snapshot.accounts);
  const rejects = rejectSummary(snapshot.accounts);
  const count = fmt.count;
  return (
    <Box sx={{ display: 'grid', gap: 1.5, gridTemplateColumns: { xs: '1fr 1fr', md: 'repeat(4, 1fr)' } }}>
      <StatTile
        label={t(m.hashrate)}
        value={fmt.hashrate(farm.hashrate)}
        detail={
          farm.fractionOfNominal === null
            ? t(m.nominalUnknown)
            : t(m.ofNominal, {
                percent: fmt.percent(farm.fractionOfNominal),
                nominal: fmt.hashrate(farm.nominal),
              })
        }
      >
        <HashrateSparkline />
      </StatTile>
      <StatTile
        label={t(m.miners)}
        value={t(m.ofTotal, { working: count(miners.working), total: count(miners.total) })}
        detail={
          miners.total === 0
            ? t(m.noMiners)
            : t(m.minersDetail, {
                standby: count(miners.standby),
                offline: count(miners.offline),
                marked: count(miners.marked),
              })
        }
      />
      <StatTile
        label={t(m.accounts)}
        value={t(m.ofTotal, { working: count(standard.reached), total: count(standard.total) })}
        detail={standardDetail(standard, nowMs)}
      />
      <StatTile
        label={t(m.rejected)}
        value={fmt.percent(rejects.fraction)}
        detail={
          rejects.total === 0
            ? t(m.rejectedNone)
            : t(m.rejectedDetail, {
                rejected: count(rejects.rejected),
                stale: count(rejects.stale),
                total: count(rejects.total),
              })
        }
      />
    </Box>
  );
}
