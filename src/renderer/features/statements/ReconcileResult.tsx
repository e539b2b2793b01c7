import Box from '@mui/material/Box';
import Paper from '@mui/material/Paper';
import Typography from '@mui/material/Typography';

import type { Reconciliation } from '#shared/model/reconciliation.ts';

import { t, translateSentence } from '../../i18n/t.ts';
import { AccountName } from '../../ui/AccountBadge.tsx';
import { StateChip } from '../../ui/StateChip.tsx';
import { statementMessages as m } from './messages.ts';
import { comparedText, explanationTexts, figureText } from './statement-view.ts';
import { verdictLook } from './verdict-looks.ts';

/** One comparison: the verdict in words, the amounts, and what explains what lies between them. */
export function ReconcileResult({ result, account }: { result: Reconciliation; account: string }) {
  const { pool, ours, difference } = comparedText(result);
  const amounts = [
    [t(m.poolSays), pool],
    [t(m.weHave), ours],
    [t(m.difference), difference],
  ] as const;
  return (
    <Paper variant="outlined" sx={{ p: 1.5, display: 'grid', gap: 1 }}>
      <Box sx={{ display: 'flex', gap: 1, alignItems: 'center', flexWrap: 'wrap' }}>
        <StateChip look={verdictLook(result.verdict)} />
        <Typography variant="body2" component="span">
          <AccountName accountId={result.accountId} name={account} />
        </Typography>
        <Typography variant="body2" component="span" color="textSecondary">
          {result.day} {result.timeZone}
        </Typography>
      </Box>
      <Typography>{translateSentence(result.words)}</Typography>
      <Box component="dl" sx={{ display: 'flex', gap: 3, m: 0, flexWrap: 'wrap' }}>
        {amounts.map(([name, value]) => (
          <div key={name}>
            <Typography component="dt" variant="caption" color="textSecondary">
              {name}
            </Typography>
            <Typography component="dd" sx={{ m: 0, fontWeight: 600 }}>
              {value}
            </Typography>
          </div>
        ))}
      </Box>
      <Box component="ul" sx={{ m: 0, pl: 2.5 }}>
        {[
          ...(result.pool.text === null ? [] : [t(m.readAs, { value: figureText(result.pool) })]),
          ...explanationTexts(result),
          ...(result.isDayOver ? [] : [t(m.dayGoesOn)]),
        ].map((text) => (
          <Typography key={text} component="li" variant="body2">
            {text}
          </Typography>
        ))}
      </Box>
    </Paper>
  );
}
