import Alert from '@mui/material/Alert';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Link from '@mui/material/Link';
import Typography from '@mui/material/Typography';
import { Fragment, type ReactNode } from 'react';

import type { MachineAction, MachineView } from '#shared/model/machine.ts';

import { fmt } from '../../i18n/fmt.ts';
import { t, translateSentence } from '../../i18n/t.ts';
import { StateChip } from '../../ui/StateChip.tsx';
import { useEngineNow } from '../../ui/use-now.ts';
import { CONDITIONS, POINT_STATES } from './machine-looks.tsx';
import { conditionOf } from './machine-view.ts';
import { MachinePools } from './MachinePools.tsx';
import { BoardsTable } from './BoardsTable.tsx';
import { discoverMessages as m } from './messages.ts';
import { useControl } from './use-control.ts';

interface Props {
  machine: MachineView;
  onPoint: () => void;
  onRestore: () => void;
  onStopMining: (action: 'restart' | 'sleep') => void;
}

/** What a machine says of itself, its pools, and its controls. */
export function MachineDetails({ machine, onPoint, onRestore, onStopMining }: Props) {
  const nowMs = useEngineNow();
  const { telemetry, trouble, point, controls } = machine;
  const look = CONDITIONS[conditionOf(machine)];
  const where = POINT_STATES[point];
  return (
    <Box sx={{ display: 'grid', gap: 1.5, gridTemplateColumns: 'minmax(0, 1fr)' }}>
      <Box sx={{ display: 'flex', gap: 1, flexWrap: 'wrap' }}>
        <StateChip look={look} label={t(look.word)} />
        <StateChip look={where} label={t(m.pointsAtOf, { where: t(where.word) })} />
      </Box>
      {point === 'changed' && (
        <Alert
          severity="warning"
          action={
            <Button color="inherit" size="small" onClick={onPoint} disabled={controls.pools !== true}>
              {t(m.putRight)}
            </Button>
          }
        >
          {t(m.tampered)}
        </Alert>
      )}
      {trouble !== null && (
        <Alert severity="warning" variant="outlined">
          {translateSentence(trouble)}
          {machine.leftAloneUntilMs !== null &&
            ` ${t(m.leftAloneUntil, { time: fmt.time(machine.leftAloneUntilMs, { nowMs }) })}`}
        </Alert>
      )}
      {telemetry?.faults.map(({ code, text }, index) => (
        <Alert key={index} severity="error" variant="outlined" role="note">
          {code === null ? text : t(m.faultOf, { code, text })}
        </Alert>
      ))}
      <Controls machine={machine} onPoint={onPoint} onRestore={onRestore} onStopMining={onStopMining} />
      <Facts machine={machine} />
      {telemetry && telemetry.boards.length > 0 && <BoardsTable boards={telemetry.boards} />}
      {telemetry && <MachinePools pools={telemetry.pools} />}
      {controls.pools !== true && (
        <Typography variant="body2" color="textSecondary">
          {translateSentence(controls.pools)}
        </Typography>
      )}
      <Typography variant="caption" color="textSecondary">
        {telemetry ? t(m.readAgo, { ago: fmt.ago(nowMs - telemetry.atMs) }) : t(m.neverRead)}
      </Typography>
    </Box>
  );
}

function Controls({ machine, onPoint, onRestore, onStopMining }: Props) {
  const control = useControl();
  const { controls, telemetry, canRestore, point, algorithm } = machine;
  const order = (action: MachineAction) => () => control.mutate({ machines: [machine], action });
  const canPoint = controls.pools === true && algorithm !== 'other' && point !== 'pointed';
  const isAsleep = telemetry?.isAsleep === true;
  return (
    <Box role="group" aria-label={t(m.controls)} sx={{ display: 'flex', gap: 1, flexWrap: 'wrap' }}>
      {canPoint && (
        <Button size="small" variant="contained" onClick={onPoint}>
          {t(m.pointHere)}
        </Button>
      )}
      {canRestore && (
        <Button size="small" variant="outlined" onClick={onRestore}>
          {t(m.restore)}
        </Button>
      )}
      {controls.blink && (
        <>
          <Button size="small" onClick={order('blink-on')}>
            {t(m.blink)}
          </Button>
          <Button size="small" onClick={order('blink-off')}>
            {t(m.blinkStop)}
          </Button>
        </>
      )}
      {controls.restart && (
        <Button size="small" onClick={() => onStopMining('restart')}>
          {t(m.restart)}
        </Button>
      )}
      {controls.sleep && (
        <Button size="small" onClick={isAsleep ? order('wake') : () => onStopMining('sleep')}>
          {t(isAsleep ? m.wake : m.sleep)}
        </Button>
      )}
      <Button size="small" onClick={order('read')}>
        {t(m.readNow)}
      </Button>
      {controls.page !== null && (
        <Button size="small" href={controls.page} target="_blank" rel="noopener noreferrer">
          {t(m.openPage)}
        </Button>
      )}
    </Box>
  );
}

function Facts({ machine }: { machine: MachineView }) {
  const { telemetry, mac, serial, firmware, familyName, model, address, controls } = machine;
  const degrees = (value: number | null) =>
    value === null ? t(m.none) : t(m.celsius, { value: fmt.count(value) });
  const page = controls.page;
  const facts: [string, ReactNode][] = [
    [m.model, model ?? t(m.none)],
    [
      m.family,
      firmware === null ? familyName : t(m.familyVersion, { family: familyName, version: firmware }),
    ],
    [
      m.address,
      page === null ? (
        address
      ) : (
        <Link key="page" href={page} target="_blank" rel="noopener noreferrer">
          {address}
        </Link>
      ),
    ],
    [m.mac, mac ?? t(m.none)],
    [m.serial, serial ?? t(m.none)],
  ];
  if (telemetry) {
    const { hashrate, temperatures: temp, fansRpm, powerWatts, uptimeSeconds, chips } = telemetry;
    facts.push(
      [
        m.rateNow,
        telemetry.isRateDoubtful
          ? t(m.doubtfulLong, { rate: fmt.hashrate(hashrate.now) })
          : fmt.hashrate(hashrate.now),
      ],
      [m.average, fmt.hashrate(hashrate.average)],
      [m.nominal, fmt.hashrate(hashrate.nominal)],
      [m.chips, fmt.count(chips)],
      [
        m.temperatures,
        t(m.temperatureList, {
          board: degrees(temp.board),
          chip: degrees(temp.chip),
          inlet: degrees(temp.inlet),
          outlet: degrees(temp.outlet),
        }),
      ],
      [
        m.fans,
        fansRpm.length === 0
          ? t(m.none)
          : t(m.rpm, { values: fansRpm.map((rpm) => fmt.count(rpm)).join(', ') }),
      ],
      [m.power, powerWatts === null ? t(m.none) : t(m.watts, { value: fmt.count(powerWatts) })],
      [m.uptime, uptimeSeconds === null ? t(m.none) : fmt.duration(uptimeSeconds * 1000)],
    );
  }
  return (
    <Box
      component="dl"
      sx={{ display: 'grid', gridTemplateColumns: 'auto 1fr', columnGap: 2, rowGap: 0.75, m: 0 }}
    >
      {facts.map(([name, value]) => (
        <Fragment key={name}>
          <Typography component="dt" variant="body2" color="textSecondary">
            {t(name)}
          </Typography>
          <Typography component="dd" variant="body2" sx={{ m: 0, overflowWrap: 'anywhere', minWidth: 0 }}>
            {value}
          </Typography>
        </Fragment>
      ))}
    </Box>
  );
}
