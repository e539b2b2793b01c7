export function AlertsPage() {
  return <main aria-label="Alerts" />;
}
