export function PoolsPage() {
  return <main aria-label="Pools" />;
}
