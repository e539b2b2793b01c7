import Alert from '@mui/material/Alert';
import AlertTitle from '@mui/material/AlertTitle';
import Button from '@mui/material/Button';
import { Component, type ReactNode } from 'react';

import { t } from '../i18n/t.ts';
import { frameMessages as m } from './messages.ts';

/** Keeps a page that fails from taking the window with it. Give it the page as key. */
export class PageBoundary extends Component<{ children: ReactNode }, { hasFailed: boolean }> {
  override state = { hasFailed: false };

  static getDerivedStateFromError(): { hasFailed: boolean } {
    return { hasFailed: true };
  }

  override render(): ReactNode {
    if (!this.state.hasFailed) return this.props.children;
    return (
      <Alert
        severity="error"
        variant="outlined"
        action={
          <>
            <Button color="inherit" size="small" onClick={() => this.setState({ hasFailed: false })}>
              {t(m.showAgain)}
            </Button>
            <Button color="inherit" size="small" onClick={() => window.location.reload()}>
              {t(m.loadAnew)}
            </Button>
          </>
        }
      >
        <AlertTitle>{t(m.pageBroken)}</AlertTitle>
        {t(m.pageBrokenText)}
      </Alert>
    );
  }
}
