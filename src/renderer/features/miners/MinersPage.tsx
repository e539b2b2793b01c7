import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Typography from '@mui/material/Typography';
import { visuallyHidden } from '../../ui/visually-hidden.ts';
import { useCallback, useMemo } from 'react';

import type { MinerFilter } from '../../app/header-view.ts';
import { useFarm } from '../../api/queries.ts';
import { replaceParams, useRoute } from '../../app/route.ts';
import { t } from '../../i18n/t.ts';
import { EmptyState, ErrorState, LoadingState } from '../../ui/ViewState.tsx';
import { minerMessages as m } from './messages.ts';
import { MinerDrawer } from './MinerDrawer.tsx';
import { acceptFilter, rowOf, visibleRows } from './miners-view.ts';
import { MinersGrid } from './MinersGrid.tsx';
import { MinersToolbar } from './MinersToolbar.tsx';

/** All miners, searched and filtered; the address keeps both, so that a link or a reload brings them back. */
export function MinersPage() {
  const { data, error, refetch } = useFarm();
  const { params } = useRoute();
  const query = params['q'] ?? '';
  const filter = acceptFilter(params['state']);
  const rows = useMemo(() => {
    const names = new Map(data?.snapshot.accounts.map((account) => [account.id, account.name]));
    return (data?.snapshot.miners ?? []).map((miner) => rowOf(miner, names));
  }, [data]);
  const visible = useMemo(() => visibleRows(rows, query, filter), [rows, query, filter]);
  const set = useCallback(
    (change: Record<string, string>) => replaceParams('miners', { ...params, ...change }),
    [params],
  );
  const onDetails = useCallback((id: string) => set({ miner: id }), [set]);
  const detailed = rows.find((row) => row.id === params['miner']);
  const address = data?.extras.stratumAddress ?? null;
  return (
    <>
      <Typography component="h1" style={visuallyHidden}>
        {t(m.title)}
      </Typography>
      {data && rows.length > 0 && (
        <MinersToolbar
          miners={data.snapshot.miners}
          shown={visible.length}
          query={query}
          filter={filter}
          onQuery={(q) => set({ q })}
          onFilter={(state: MinerFilter) => set({ state: state === 'all' ? '' : state })}
        />
      )}
      {visible.length > 0 && (
        <Box
          sx={{
            display: 'flex',
            flexDirection: 'column',
            // As tall as its rows, at most the window below header and toolbar (and above the bar of a narrow one).
            maxHeight: { xs: 'max(calc(100vh - 230px), 320px)', md: 'max(calc(100vh - 132px), 320px)' },
          }}
        >
          <MinersGrid rows={visible} onDetails={onDetails} />
        </Box>
      )}
      {data && rows.length > 0 && visible.length === 0 && (
        <EmptyState
          title={t(m.noMatch)}
          action={<Button onClick={() => set({ q: '', state: '' })}>{t(m.clear)}</Button>}
        >
          {t(m.noMatchText)}
        </EmptyState>
      )}
      {data && rows.length === 0 && (
        <EmptyState title={t(m.empty)}>
          {address === null ? (
            t(m.noListen)
          ) : (
            <>
              {t(m.emptyText)}
              <Typography component="p" sx={{ fontFamily: 'monospace', mt: 1, userSelect: 'all' }}>
                stratum+tcp://{address}
              </Typography>
            </>
          )}
        </EmptyState>
      )}
      {!data &&
        (error ? (
          <ErrorState error={error} onRetry={() => void refetch()} />
        ) : (
          <LoadingState rows={8} height={32} />
        ))}
      {detailed && <MinerDrawer miner={detailed} onClose={() => set({ miner: '' })} />}
    </>
  );
}
