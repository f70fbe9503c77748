import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { BUILT_IN_LAYOUTS, parseLayout } from '../../sources/index.ts';
import { DAILY_HEADER, dailyRow, data, folderWith } from './testing/index.ts';

const HOURS = [
  'Gmt time;Open;High;Low;Close;Vol',
  '03.01.2017 00:00:00;1,0451;1,0462;1,0449;1,0460;100',
  '03.01.2017 01:00:00;1,0460;1,0465;1,0450;1,0455;90',
  '03.01.2017 02:00:00;1,0455;1,0470;1,0455;1,0466;95',
];

describe('assay data layout list and show', () => {
  it('lists every built-in layout with its kind', async () => {
    const cwd = folderWith({});
    const { stdout } = await data(cwd, 'layout', 'list');
    for (const [name, { kind }] of Object.entries(BUILT_IN_LAYOUTS)) {
      expect(stdout).toMatch(new RegExp(`^${name} +${kind}\\b`, 'mu'));
    }
    const listed = (await data(cwd, 'layout', 'list', '--json')).json();
    expect(listed.map(({ name }: { name: string }) => name)).toEqual(Object.keys(BUILT_IN_LAYOUTS));
  });

  it('S2-05: shows each of them as YAML that says the same when it is read again', async () => {
    const cwd = folderWith({});
    for (const [name, layout] of Object.entries(BUILT_IN_LAYOUTS)) {
      const { stdout } = await data(cwd, 'layout', 'show', name);
      expect(parseLayout(stdout, name)).toEqual(layout);
    }
  });

  it('shows what a file extends, and names the nearest of an unknown name', async () => {
    const cwd = folderWith({ 'own.yaml': ['extends: ohlcv-daily', 'adjustment: split'] });
    expect((await data(cwd, 'layout', 'show', 'own.yaml', '--json')).json()).toMatchObject({ adjustment: 'split' });
    const unknown = await data(cwd, 'layout', 'show', 'ohlcv-dayly');
    expect(unknown.code).toBe(2);
    expect(unknown.stderr).toContain("Did you mean 'ohlcv-daily'?");
  });
});

describe('assay data layout guess', () => {
  it('names the built-in layout that fits, with the rows as understood and the command to import them', async () => {
    const cwd = folderWith({ 'AAA.csv': [DAILY_HEADER, dailyRow('2019-01-02', 100), dailyRow('2019-01-03', 101)] });
    const { code, stdout } = await data(cwd, 'layout', 'guess', 'AAA.csv');
    expect(code).toBe(0);
    expect(stdout).toContain("AAA.csv: the built-in layout 'ohlcv-daily' fits");
    expect(stdout).toMatch(/AAA +2019-01-02 14:30 +2019-01-02 21:00 +99\.5 +101 +99 +100 +1000/);
    expect(stdout).toContain('data import AAA.csv --layout ohlcv-daily --name NAME');
    expect((await data(cwd, 'layout', 'guess', 'AAA.csv', '--json')).json()).toMatchObject({ builtIn: 'ohlcv-daily' });
  });

  it('writes a layout that can be imported with once what cannot be seen is declared', async () => {
    const cwd = folderWith({ 'EURUSD_hours.csv': HOURS });
    const guessed = await data(cwd, 'layout', 'guess', 'EURUSD_hours.csv', '--write', 'fx.yaml');
    expect(guessed.stdout).toContain('times as they stand in the file: their zone is to be declared');
    expect(guessed.stdout).toMatch(/EURUSD +2017-01-03 00:00 +2017-01-03 01:00 +1\.0451/);
    expect(guessed.stdout).toContain('wrote fx.yaml; declare time.zone, barStamp, adjustment in it, then: ');
    const importing = ['import', 'EURUSD_hours.csv', '--layout', 'fx.yaml', '--name', 'fx'];
    const undeclared = await data(cwd, ...importing);
    expect(undeclared.code).toBe(2);
    expect(undeclared.stderr).toMatch(/3 problems[\s\S]*adjustment[\s\S]*barStamp[\s\S]*time\.zone/);
    const file = path.join(cwd, 'fx.yaml');
    const declared = readFileSync(file, 'utf8')
      .replace(/zone: #.*/u, 'zone: UTC')
      .replace(/barStamp: #.*/u, 'barStamp: open')
      .replace(/adjustment: #.*/u, 'adjustment: raw');
    writeFileSync(file, declared);
    expect((await data(cwd, ...importing, '--json')).json()).toMatchObject({ bars: 3, fit: true });
  });

  it('writes over a file only where it is told to', async () => {
    const cwd = folderWith({ 'EURUSD_hours.csv': HOURS, 'fx.yaml': ['mine'] });
    const guess = ['layout', 'guess', 'EURUSD_hours.csv'];
    const refused = await data(cwd, ...guess, '--write', 'fx.yaml');
    expect(refused).toMatchObject({ code: 2, stdout: '' });
    expect(refused.stderr).toContain("'fx.yaml' is there already");
    expect(readFileSync(path.join(cwd, 'fx.yaml'), 'utf8')).toBe('mine\n');
    expect((await data(cwd, ...guess, '--write', 'fx.yaml', '--force', '--json')).json().written).toBe('fx.yaml');
    expect(readFileSync(path.join(cwd, 'fx.yaml'), 'utf8')).toContain('Gmt time');
    expect((await data(cwd, ...guess, '--force')).stderr).toContain('--force would have no effect without --write');
  });

  it('X-08: ends with 3 where nothing can be proposed, and writes nothing', async () => {
    const cwd = folderWith({ 'notes.csv': ['name,colour', 'a,red', 'b,blue'] });
    const none = await data(cwd, 'layout', 'guess', 'notes.csv', '--write', 'x.yaml');
    expect(none.code).toBe(3);
    expect(none.stdout).toContain('are of no known format');
    expect((await data(cwd, 'layout', 'guess', 'none.csv')).code).toBe(2);
    expect((await data(cwd, 'layout', 'show', 'x.yaml')).code).toBe(2);
  });
});
