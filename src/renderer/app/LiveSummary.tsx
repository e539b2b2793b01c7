import { useEffect, useRef, useState } from 'react';

import { useFarm } from '../api/queries.ts';
import { visuallyHidden } from '../ui/visually-hidden.ts';
import { farmSummary } from './header-view.ts';

const MINUTE_MS = 60_000;

/** Reads the farm's state out, one sentence, at most once a minute and only when it is another. */
export function LiveSummary() {
  const farm = useFarm().data;
  const latest = useRef(farm);
  const [sentence, setSentence] = useState('');
  useEffect(() => {
    latest.current = farm;
  }, [farm]);
  useEffect(() => {
    const timer = setInterval(() => {
      if (latest.current) setSentence(farmSummary(latest.current.snapshot));
    }, MINUTE_MS);
    return () => clearInterval(timer);
  }, []);
  return (
    <div role="status" aria-live="polite" style={visuallyHidden}>
      {sentence}
    </div>
  );
}
