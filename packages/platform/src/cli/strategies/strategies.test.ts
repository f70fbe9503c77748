import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { STRATEGIES } from '@assay/quant/strategy';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../settings/testing/index.ts';
import { runCli } from '../testing/index.ts';

const MODULE = `
export const strategy = {
  name: 'my-own',
  summary: 'Holds what rose.',
  source: 'a test',
  parameters: [
    { name: 'lag', type: 'integer', description: 'Bars looked back.', default: 3, min: 1 },
    { name: 'ratio', type: 'number', description: 'A share.', default: 0.5, max: 1 },
    { name: 'any', type: 'number', description: 'Any number.', default: 0 },
    { name: 'flip', type: 'boolean', description: 'Turn it round.', default: false },
    { name: 'draw', type: 'integer', description: 'A draw.', default: 1, min: 0, max: 9, nominal: true },
  ],
  terms: () => [],
  create: () => ({ decide: () => [] }),
};
`;

describe('assay strategies', () => {
  it('lists every built-in strategy with its parameters', async () => {
    const cwd = temporaryFolder();
    const listed = await runCli(['strategies', 'list', '--json'], { cwd });
    expect(listed.json().map((one: { name: string }) => one.name)).toEqual(STRATEGIES.map(({ name }) => name));
    const text = (await runCli(['strategies', 'list'], { cwd })).stdout;
    for (const { name, parameters } of STRATEGIES) {
      expect(text).toMatch(new RegExp(`^${name} +${parameters.map((one) => one.name).join(', ') || '-'}  `, 'm'));
    }
  });

  it.each(STRATEGIES.map((strategy) => [strategy.name, strategy] as const))(
    'shows defaults and ranges of %s',
    async (name, { parameters }) => {
      const { code, stdout } = await runCli(['strategies', 'show', name], { cwd: temporaryFolder() });
      expect(code).toBe(0);
      for (const spec of parameters)
        expect(stdout).toMatch(new RegExp(`^${spec.name} +${spec.type} +${spec.default} `, 'm'));
      if (parameters.length === 0) expect(stdout).toContain('It has no parameters.');
    },
  );

  it('S4-10: loads a module in the sandbox, as a run does', async () => {
    const cwd = temporaryFolder();
    writeFileSync(path.join(cwd, 'own.mjs'), MODULE);
    const { code, stdout } = await runCli(['strategies', 'show', './own.mjs'], { cwd });
    expect(code).toBe(0);
    expect(stdout).toMatch(/^my-own \(module:[0-9a-f]{16}\)\nHolds what rose\.\n/);
    expect(stdout).toMatch(/^lag +integer +3 +>= 1 +Bars/m);
    expect(stdout).toMatch(/^ratio +number +0\.5 +<= 1 +A share/m);
    expect(stdout).toMatch(/^any +number +0 +any +Any/m);
    expect(stdout).toMatch(/^flip +boolean +false +true, false +Turn/m);
    expect(stdout).toMatch(/^draw +integer +1 +0 to 9 +A draw\. A label/m);
    const described = await runCli(['strategies', 'show', 'own.mjs', '--json'], { cwd });
    expect(described.json()).toMatchObject({
      name: 'my-own',
      parameters: [{ name: 'lag', default: 3 }, {}, {}, {}, {}],
    });
  });

  it.each([
    ["throw new Error('the reason of my own');", 1, /the strategy module failed: the reason of my own/],
    ["await fetch('http://127.0.0.1:9/');", 1, /fetch is not a function/],
    ["import 'node:fs';", 2, /imports 'node:fs'/],
    ['export const strategy = 1;', 1, /is not sound: is not an object/],
  ])('S4-10: says in its own words why %j does not load', async (text, code, message) => {
    const cwd = temporaryFolder();
    writeFileSync(path.join(cwd, 'bad.mjs'), `${text}\n`);
    const result = await runCli(['strategies', 'show', 'bad.mjs'], { cwd });
    expect(result.stderr).toMatch(message);
    expect(result.code).toBe(code);
  });
});
