import DeleteIcon from '@mui/icons-material/DeleteOutlined';
import ViewsIcon from '@mui/icons-material/BookmarkBorder';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Divider from '@mui/material/Divider';
import IconButton from '@mui/material/IconButton';
import List from '@mui/material/List';
import ListItem from '@mui/material/ListItem';
import ListItemButton from '@mui/material/ListItemButton';
import ListItemText from '@mui/material/ListItemText';
import Popover from '@mui/material/Popover';
import TextField from '@mui/material/TextField';
import Typography from '@mui/material/Typography';
import { useState } from 'react';

import { t } from '../../i18n/t.ts';
import { useToasts } from '../../ui/Toasts.tsx';
import { useRemembered } from '../../ui/use-remembered.ts';
import { minerMessages as m } from './messages.ts';
import { acceptViews, isShown, MAX_VIEW_NAME, withView, type SavedView } from './saved-views.ts';

interface Props {
  now: Omit<SavedView, 'name'>;
  onView: (view: SavedView) => void;
}

const NO_VIEWS: SavedView[] = [];

/** Views of the table under names of the owner's: taken up, saved, and forgotten. */
export function ViewsMenu({ now, onView }: Props) {
  const [anchor, setAnchor] = useState<HTMLElement | null>(null);
  const [views, setViews] = useRemembered('miners.views', NO_VIEWS, acceptViews);
  const toasts = useToasts();
  const current = views.find((view) => isShown(view, now));
  const close = () => setAnchor(null);
  function remove(view: SavedView): void {
    setViews(views.filter((one) => one !== view));
    toasts.show({
      text: t(m.viewForgotten, { name: view.name }),
      undo: { label: t(m.undo), run: () => setViews(views) },
    });
  }
  return (
    <>
      <Button
        color="inherit"
        startIcon={<ViewsIcon />}
        aria-haspopup="dialog"
        aria-expanded={anchor !== null}
        onClick={(event) => setAnchor(event.currentTarget)}
        sx={{ maxWidth: 220, overflow: 'hidden', whiteSpace: 'nowrap' }}
      >
        {current ? t(m.viewNow, { name: current.name }) : t(m.views)}
      </Button>
      <Popover
        anchorEl={anchor}
        open={anchor !== null}
        onClose={close}
        anchorOrigin={{ vertical: 'bottom', horizontal: 'left' }}
        slotProps={{ paper: { role: 'dialog', 'aria-label': t(m.views), sx: { width: 300 } } }}
      >
        {views.length === 0 ? (
          <Typography variant="body2" color="textSecondary" sx={{ p: 1.5 }}>
            {t(m.viewsNone)}
          </Typography>
        ) : (
          <List dense sx={{ maxHeight: 320, overflowY: 'auto' }}>
            {views.map((view) => (
              <ListItem
                key={view.name}
                disablePadding
                secondaryAction={
                  <IconButton
                    edge="end"
                    size="small"
                    aria-label={t(m.forgetView, { name: view.name })}
                    onClick={() => remove(view)}
                  >
                    <DeleteIcon fontSize="small" />
                  </IconButton>
                }
              >
                <ListItemButton
                  selected={view === current}
                  onClick={() => {
                    close();
                    onView(view);
                  }}
                >
                  <ListItemText
                    primary={view.name}
                    slotProps={{ primary: { sx: { overflowWrap: 'anywhere' } } }}
                  />
                </ListItemButton>
              </ListItem>
            ))}
          </List>
        )}
        <Divider />
        <SaveView
          onSave={(name) => {
            setViews(withView(views, { name, ...now }));
            toasts.show({ text: t(m.viewSaved, { name }) });
            close();
          }}
        />
      </Popover>
    </>
  );
}

function SaveView({ onSave }: { onSave: (name: string) => void }) {
  const [name, setName] = useState('');
  const [isTried, setIsTried] = useState(false);
  const isMissing = name.trim() === '';
  return (
    <Box
      component="form"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        setIsTried(true);
        if (!isMissing) onSave(name.trim());
      }}
      sx={{ display: 'flex', gap: 1, p: 1.5, alignItems: 'flex-start' }}
    >
      <TextField
        size="small"
        label={t(m.viewName)}
        value={name}
        onChange={(event) => setName(event.target.value)}
        error={isTried && isMissing}
        helperText={isTried && isMissing ? t(m.viewNameMissing) : undefined}
        slotProps={{ htmlInput: { maxLength: MAX_VIEW_NAME } }}
        fullWidth
      />
      <Button type="submit" sx={{ mt: 0.25 }}>
        {t(m.saveView)}
      </Button>
    </Box>
  );
}
