import Button from '@mui/material/Button';
import ButtonGroup from '@mui/material/ButtonGroup';

import type { StatementFormat, StatementSummary } from '#shared/model/statement.ts';

import { t } from '../../i18n/t.ts';
import { statementMessages as m } from './messages.ts';
import { useStatementFile } from './queries.ts';
import { periodText } from './statement-view.ts';

const FORMATS: readonly StatementFormat[] = ['pdf', 'csv', 'json'];

/** One statement, to be saved in each of its forms. */
export function StatementFiles({ statement }: { statement: StatementSummary }) {
  const file = useStatementFile();
  return (
    <ButtonGroup size="small" variant="outlined" disabled={file.isPending}>
      {FORMATS.map((format) => (
        <Button
          key={format}
          aria-label={t(m.fileOf, {
            format: format.toUpperCase(),
            account: statement.accountName,
            period: periodText(statement),
          })}
          onClick={() => file.mutate({ id: statement.id, format })}
          sx={{ py: 0.25, minWidth: 44 }}
        >
          {format.toUpperCase()}
        </Button>
      ))}
    </ButtonGroup>
  );
}
