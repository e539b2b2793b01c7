import CheckIcon from '@mui/icons-material/CheckCircle';
import HelpIcon from '@mui/icons-material/HelpOutlined';
import InfoIcon from '@mui/icons-material/InfoOutlined';
import WarningIcon from '@mui/icons-material/ReportProblemOutlined';

import type { Reconciliation } from '#shared/model/reconciliation.ts';

import { t } from '../../i18n/t.ts';
import type { StateLook } from '../../ui/state-looks.tsx';
import { statementMessages as m } from './messages.ts';

type Verdict = Reconciliation['verdict'];

const LOOKS: Readonly<Record<Verdict, Omit<StateLook, 'word'>>> = {
  agrees: { tone: 'success', Icon: CheckIcon },
  explained: { tone: 'info', Icon: InfoIcon },
  unexplained: { tone: 'warning', Icon: WarningIcon },
  nothing: { tone: 'default', Icon: HelpIcon },
};

/** Icon, word and tone of a verdict. */
export function verdictLook(verdict: Verdict): StateLook {
  return { ...LOOKS[verdict], word: t(m[verdict]) };
}
