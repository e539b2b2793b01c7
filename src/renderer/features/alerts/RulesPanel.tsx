import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Paper from '@mui/material/Paper';
import Switch from '@mui/material/Switch';
import Table from '@mui/material/Table';
import TableBody from '@mui/material/TableBody';
import TableCell from '@mui/material/TableCell';
import TableContainer from '@mui/material/TableContainer';
import TableHead from '@mui/material/TableHead';
import TableRow from '@mui/material/TableRow';
import Typography from '@mui/material/Typography';
import { useState } from 'react';

import type { AlertRuleId, AlertRuleView } from '#shared/model/alert.ts';

import { errorText } from '../../api/error-text.ts';
import { fmt } from '../../i18n/fmt.ts';
import { t } from '../../i18n/t.ts';
import { useToasts } from '../../ui/Toasts.tsx';
import { ErrorState, LoadingState } from '../../ui/ViewState.tsx';
import { CHANNEL_NAMES, RULE_WORDS, SEVERITIES } from './alert-looks.ts';
import { thresholdText } from './alerts-view.ts';
import { alertMessages as m } from './messages.ts';
import { RuleDialog } from './RuleDialog.tsx';
import { switchedRule } from './rule-form.ts';
import { useAlertRules, useRuleActions } from './use-alerts.ts';

const WIDE_ONLY = { display: { xs: 'none', md: 'table-cell' } } as const;

/** The rules by which alerts are found, each with its switch. */
export function RulesPanel() {
  const { data, error, refetch } = useAlertRules();
  const [editedId, setEditedId] = useState<AlertRuleId | null>(null);
  if (!data) {
    return error ? (
      <ErrorState error={error} onRetry={() => void refetch()} />
    ) : (
      <LoadingState rows={8} height={40} />
    );
  }
  const edited = data.find(({ id }) => id === editedId);
  return (
    <>
      <Typography variant="body2" color="textSecondary" sx={{ mb: 1 }}>
        {t(m.rulesIntro)}
      </Typography>
      <TableContainer component={Paper} variant="outlined">
        <Table size="small" aria-label={t(m.tabRules)}>
          <TableHead>
            <TableRow>
              <TableCell sx={{ width: 56 }}>{t(m.onOff)}</TableCell>
              <TableCell>{t(m.rule)}</TableCell>
              <TableCell>{t(m.severity)}</TableCell>
              {[m.threshold, m.holdOff, m.coolDown, m.channels].map((text) => (
                <TableCell key={text} sx={{ ...WIDE_ONLY, whiteSpace: 'nowrap' }}>
                  {t(text)}
                </TableCell>
              ))}
              <TableCell />
            </TableRow>
          </TableHead>
          <TableBody>
            {data.map((rule) => (
              <RuleLine key={rule.id} rule={rule} onEdit={() => setEditedId(rule.id)} />
            ))}
          </TableBody>
        </Table>
      </TableContainer>
      {edited && <RuleDialog key={edited.id} rule={edited} onClose={() => setEditedId(null)} />}
    </>
  );
}

function RuleLine({ rule, onEdit }: { rule: AlertRuleView; onEdit: () => void }) {
  const { set, reset } = useRuleActions();
  const toasts = useToasts();
  const words = RULE_WORDS[rule.id];
  const name = t(words.name);
  const { word, Icon, color } = SEVERITIES[rule.severity];
  const channels = rule.channels.map((channel) => t(CHANNEL_NAMES[channel]));
  const told = rule.on ? m.ruleSwitchedOff : m.ruleSwitchedOn;
  return (
    <TableRow sx={{ color: rule.on ? undefined : 'text.secondary' }}>
      <TableCell sx={{ py: 0 }}>
        <Switch
          size="small"
          checked={rule.on}
          slotProps={{ input: { 'aria-label': t(m.ruleOn, { name }) } }}
          onChange={() =>
            set.mutate(
              { rule: switchedRule(rule), told },
              { onError: (error) => toasts.show({ text: errorText(error) }) },
            )
          }
        />
      </TableCell>
      <TableCell>
        <Typography variant="body2" sx={{ fontWeight: 600 }}>
          {name}
        </Typography>
        <Typography variant="caption" color="textSecondary">
          {t(words.text)}
          {!rule.isDefault && ` · ${t(m.changed)}`}
        </Typography>
      </TableCell>
      <TableCell sx={{ whiteSpace: 'nowrap' }}>
        <Box component="span" sx={{ display: 'inline-flex', gap: 0.75, alignItems: 'center' }}>
          <Icon sx={{ fontSize: 18, color: `${color}.main` }} />
          {t(word)}
        </Box>
      </TableCell>
      <TableCell sx={WIDE_ONLY}>{thresholdText(rule)}</TableCell>
      <TableCell sx={WIDE_ONLY}>{rule.holdOffMs === 0 ? t(m.none) : fmt.duration(rule.holdOffMs)}</TableCell>
      <TableCell sx={WIDE_ONLY}>{fmt.duration(rule.coolDownMs)}</TableCell>
      <TableCell sx={{ ...WIDE_ONLY, whiteSpace: 'nowrap' }}>
        {channels.length === 0 ? t(m.noChannel) : channels.join(', ')}
      </TableCell>
      <TableCell align="right" sx={{ whiteSpace: 'nowrap' }}>
        {!rule.isDefault && (
          <Button size="small" color="inherit" onClick={() => reset.mutate(rule)}>
            {t(m.reset)}
          </Button>
        )}
        <Button size="small" aria-label={t(m.editOf, { name })} onClick={onEdit}>
          {t(m.edit)}
        </Button>
      </TableCell>
    </TableRow>
  );
}
