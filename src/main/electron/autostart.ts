/** Quotes one argument for the `Exec` key of a desktop entry (freedesktop.org Desktop Entry Specification 1.5). */
function quoted(argument: string): string {
  const escaped = argument.replaceAll(/["`$\\]/g, (character) => `\\${character}`);
  // Backslashes are unescaped once more as in any string value, and % starts a field code.
  return `"${escaped.replaceAll('\\', '\\\\').replaceAll('%', '%%')}"`;
}

/** Text of `~/.config/autostart/hashquota.desktop`, which starts the app in the tray at login. */
export function desktopEntry(command: readonly string[]): string {
  return [
    '[Desktop Entry]',
    'Type=Application',
    'Name=Hashquota',
    'Comment=Mines for the quotas of your accounts',
    `Exec=${command.map(quoted).join(' ')}`,
    'Terminal=false',
    'X-GNOME-Autostart-enabled=true',
    '',
  ].join('\n');
}
