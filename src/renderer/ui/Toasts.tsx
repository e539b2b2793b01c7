import Button from '@mui/material/Button';
import Snackbar from '@mui/material/Snackbar';
import { createContext, use, useCallback, useMemo, useState, type ReactNode } from 'react';

/** How long an undo is offered. */
const SHOWN_MS = 10_000;

interface Toast {
  id: number;
  text: string;
  undo?: { label: string; run: () => void };
}

interface Toasts {
  show(toast: Omit<Toast, 'id'>): void;
}

const ToastContext = createContext<Toasts | null>(null);

/** Short messages at the bottom, with an undo where there is one. */
export function useToasts(): Toasts {
  const toasts = use(ToastContext);
  if (!toasts) throw new Error('no toasts above this component');
  return toasts;
}

let lastId = 0;

export function ToastProvider({ children }: { children: ReactNode }) {
  const [toast, setToast] = useState<Toast | null>(null);
  const [isOpen, setIsOpen] = useState(false);
  const show = useCallback((next: Omit<Toast, 'id'>) => {
    lastId += 1;
    setToast({ ...next, id: lastId });
    setIsOpen(true);
  }, []);
  const toasts = useMemo(() => ({ show }), [show]);
  return (
    <ToastContext value={toasts}>
      {children}
      <Snackbar
        key={toast?.id}
        open={isOpen}
        autoHideDuration={SHOWN_MS}
        onClose={(_event, reason) => {
          if (reason !== 'clickaway') setIsOpen(false);
        }}
        message={toast?.text}
        sx={{ bottom: { xs: 72, md: 24 } }}
        action={
          toast?.undo && (
            <Button
              size="small"
              color="inherit"
              variant="outlined"
              onClick={() => {
                setIsOpen(false);
                toast.undo?.run();
              }}
            >
              {toast.undo.label}
            </Button>
          )
        }
      />
    </ToastContext>
  );
}
