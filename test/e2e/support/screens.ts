import type { Page } from 'playwright-core';

/** One thing that an owner sees: where it is, and what opens it when it has no address of its own. */
export interface Screen {
  name: string;
  /** After `#/`. */
  place: string;
  /** A CSS selector of what is pressed, the same in every language. */
  press?: string;
  /** It lies over a page: a drawer or a dialog. */
  isDialog?: boolean;
}

/** Every screen of the window, with `minerId` for the one whose details are shown. */
export function screensOf(minerId: string): Screen[] {
  return [
    { name: 'Overview', place: 'overview' },
    { name: 'Allocation', place: 'allocation' },
    { name: 'Accounts', place: 'accounts' },
    { name: 'account dialog', place: 'accounts?add=1', isDialog: true },
    { name: 'Miners', place: 'miners' },
    { name: 'details of a miner', place: `miners?miner=${minerId}`, isDialog: true },
    { name: 'Discover', place: 'discover' },
    { name: 'Pools', place: 'pools' },
    { name: 'History', place: 'history' },
    {
      ...{ name: 'statement dialog', place: 'history', isDialog: true },
      press: '[aria-labelledby=statements-title] .MuiButton-contained',
    },
    { name: 'Alerts', place: 'alerts' },
    { name: 'past alerts', place: 'alerts?tab=history' },
    { name: 'rules of alerts', place: 'alerts?tab=rules' },
    { name: 'channels of alerts', place: 'alerts?tab=channels' },
    { name: 'Plan', place: 'plan' },
    { name: 'Settings', place: 'settings' },
    { name: 'Setup: accounts', place: 'setup?step=accounts' },
    { name: 'Setup: find miners', place: 'setup?step=find' },
    { name: 'Setup: point miners', place: 'setup?step=point' },
  ];
}

/** Shows a screen in the page, which stands on the window already; resolves when its content is there. */
export async function show(page: Page, { place, press, isDialog = false }: Screen): Promise<void> {
  // By way of another page: a drawer or dialog of the one before is gone for certain.
  const detour = place.startsWith('overview') ? 'plan' : 'overview';
  await page.evaluate(`location.hash = '#/${detour}'`);
  await page.locator('[role=dialog]').first().waitFor({ state: 'detached' });
  await page.evaluate(`location.hash = '#/${place}'`);
  await settle(page);
  if (press !== undefined) await page.locator(press).click();
  if (!isDialog) return;
  await page.locator('[role=dialog]').waitFor();
  await settle(page);
}

const MOVING = `document.getAnimations().filter((animation) =>
  animation.playState === 'running' && animation.effect.getComputedTiming().endTime !== Infinity).length`;
const CALM_MS = 3000;

/** Resolves when nothing of the page is still being loaded, and what fades or slides has done so. */
export async function settle(page: Page): Promise<void> {
  await page.locator('main h1').waitFor({ state: 'attached' });
  await page.locator(':is(main, .MuiDrawer-root) .MuiSkeleton-root').first().waitFor({ state: 'detached' });
  const deadline = Date.now() + CALM_MS;
  while (Date.now() < deadline && (await page.evaluate<number>(MOVING)) > 0)
    await new Promise((resolve) => setTimeout(resolve, 50));
}
