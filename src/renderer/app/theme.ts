import { createTheme, type Theme, type ThemeOptions } from '@mui/material/styles';
import type {} from '@mui/x-data-grid/themeAugmentation';

import type { Density } from '../ui/preferences.ts';
import { HIDDEN_NAMES_STYLES } from './hide-names.ts';

const FONT =
  'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Noto Sans SC", "PingFang SC", "Microsoft YaHei", "Liberation Sans", Arial, sans-serif';

/** Chinese breaks between any two characters; a label on two lines is one that could have had its width. */
const WHOLE_WORDS = { wordBreak: 'keep-all', overflowWrap: 'break-word' } as const;

/** Light and dark from CSS variables, so that switching repaints and does not re-render. */
const OPTIONS: ThemeOptions = {
  cssVariables: { colorSchemeSelector: 'data' },
  colorSchemes: {
    light: {
      palette: {
        primary: { main: '#0b5c8a' },
        success: { main: '#1b6e3c' },
        warning: { main: '#8a5300' },
        error: { main: '#b3261e' },
        info: { main: '#0b5c8a' },
        background: { default: '#f4f6f8', paper: '#ffffff' },
        text: { secondary: 'rgba(0, 0, 0, 0.66)' },
      },
    },
    dark: {
      palette: {
        primary: { main: '#7cc4f0' },
        success: { main: '#7fd8a0' },
        warning: { main: '#f5b95c' },
        error: { main: '#ff9d94' },
        info: { main: '#7cc4f0' },
        background: { default: '#11161b', paper: '#1a2027' },
      },
    },
  },
  shape: { borderRadius: 8 },
  typography: {
    fontFamily: FONT,
    fontSize: 13,
    h1: { fontSize: '1.25rem', fontWeight: 600 },
    h2: { fontSize: '1rem', fontWeight: 600 },
    h3: { fontSize: '0.9rem', fontWeight: 600 },
    button: { textTransform: 'none' },
  },
  components: {
    MuiCssBaseline: {
      styleOverrides: {
        body: { fontVariantNumeric: 'tabular-nums' },
        ...HIDDEN_NAMES_STYLES,
        ':focus-visible': { outline: '2px solid var(--mui-palette-primary-main)', outlineOffset: 2 },
        '@media (prefers-reduced-motion: reduce)': {
          '*, *::before, *::after': {
            animationDuration: '0.01ms !important',
            animationIterationCount: '1 !important',
            transitionDuration: '0.01ms !important',
            scrollBehavior: 'auto !important',
          },
        },
      },
    },
    MuiButton: { styleOverrides: { root: WHOLE_WORDS } },
    MuiTableCell: { styleOverrides: { head: { wordBreak: 'keep-all' } } },
    MuiButtonBase: { defaultProps: { disableRipple: true } },
    MuiPaper: { styleOverrides: { root: { backgroundImage: 'none' } } },
    MuiTooltip: { defaultProps: { enterDelay: 400 } },
    MuiChip: { styleOverrides: { root: { fontWeight: 500 } } },
  },
};

/** What comfortable rows add: about a third more height, as the tables do by themselves. */
function comfortable(): ThemeOptions {
  return {
    typography: { fontSize: 14 },
    components: {
      MuiDataGrid: { defaultProps: { density: 'comfortable' } },
      MuiTableCell: { styleOverrides: { root: { paddingBlock: 10 } } },
      MuiListItemButton: { styleOverrides: { root: { paddingBlock: 8 } } },
    },
  };
}

/** The window's theme in a language, whose own words the tables and fields of the libraries then use. */
export function makeTheme(density: Density, localizations: readonly object[]): Theme {
  const options: ThemeOptions = density === 'comfortable' ? comfortable() : {};
  return createTheme(
    { ...OPTIONS, typography: { ...OPTIONS.typography, ...options.typography } },
    { components: options.components ?? {} },
    ...localizations,
  );
}
