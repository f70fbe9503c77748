import { readFileSync } from 'node:fs';
import { ERROR_CODES, PlatformError } from '@assay/core/errors';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../settings/testing/index.ts';
import { exitCodeOf } from './exit-codes.ts';
import { printError, printInterruption } from './print-error.ts';
import { allCommands, buildProgram, runProgram } from './program.ts';
import { runCli, treeHash } from './testing/index.ts';

const ERRORS_PAGE = new URL('../../../../docs/errors.md', import.meta.url);

describe('runProgram', () => {
  it('prints the version and help, and ends well', async () => {
    const cwd = temporaryFolder();
    expect(await runCli(['--version'], { cwd })).toMatchObject({ code: 0, stdout: '1.2.3\n', stderr: '' });
    const help = await runCli(['--help'], { cwd });
    expect(help).toMatchObject({ code: 0, stderr: '' });
    expect(help.stdout).toMatch(/^Usage: assay/);
    expect(help.stdout).toContain('Start here: assay demo');
    const deeper = await runCli(['help', 'data'], { cwd });
    expect(deeper).toMatchObject({ code: 0, stderr: '' });
    expect(deeper.stdout).toContain('Usage: assay data');
  });

  it.each([
    [['reserch'], /unknown command 'reserch'\n\(Did you mean research\?\)/],
    [['data', 'lst'], /unknown command 'lst'\n\(Did you mean list\?\)/],
    [['research', 'run', '--confg', 'x'], /unknown option '--confg'\n\(Did you mean --config\?\)/],
    [['research', 'run', '--once'], /research\.yaml: 1 problem\n +- the file does not exist/],
    [['research', 'run'], /research\.yaml: 1 problem/],
    [['data', 'import', 'a.csv'], /missing options: --layout <name\|file> and --name <dataset>/],
    [['data', 'synthetic', '--kind', 'noise'], /Allowed choices are random-walk, planted-edge/],
    [['demo', 'options'], /Allowed choices are research/],
    [['runs', 'list', 'extra'], /too many arguments/],
    [['data', 'show'], /missing required argument 'name\[@version\]'/],
    [
      ['research', 'run', '--config', 'x.yaml', '--once', '--workers', '0'],
      /'--workers': must be a whole number >= 1, was '0'/,
    ],
    [['demo', '--workers', 'two'], /'--workers': must be a whole number/],
    [['demo', '--memory', '2000'], /'--memory': must be a size > 0 with its unit/],
    [
      ['demo', '--workers', '1', '--memory', '100MiB'],
      /100 MiB cannot be honoured with 1 worker: the least is \d+ MiB/,
    ],
    [['demo', '--workers', '64', '--memory', '1GiB'], /1 GiB cannot be honoured with 64 workers/],
    [['demo', '--workspace', ''], /'--workspace': must be a path/],
    [['data', 'audit', 'x', '--memory', '1MB'], /cannot be honoured/],
  ])('X-08, S4-21: refuses %j with 2, and says why', async (args, message) => {
    const cwd = temporaryFolder();
    const { code, stdout, stderr } = await runCli(args, { cwd });
    expect(stderr).toMatch(message);
    expect(stderr).toMatch(/^assay: /);
    expect(stdout).toBe('');
    expect(code).toBe(2);
    expect(treeHash(cwd)).toBe(treeHash(`${cwd}/nothing-there`));
  });

  it.each([[[]], [['research']], [['data']], [['runs']], [['strategies']]])(
    'shows help for %j, which asks for nothing, and ends with 2',
    async (args) => {
      const { code, stdout, stderr } = await runCli(args, { cwd: temporaryFolder() });
      expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
      expect(stderr).toContain('Commands:');
    },
  );

  it.each([
    [['data', 'shw', '--json'], 'USAGE', 'unknown command'],
    [['data', 'show', 'prices', '--json'], 'NOT_FOUND', "dataset 'prices' was not found"],
    [['runs', 'show', 'abcdef', '--json'], 'NOT_FOUND', "run 'abcdef' was not found"],
    [['research', 'run', '--config', 'none.yaml', '--once', '--json'], 'CONFIG_INVALID', 'the file does not exist'],
  ])('X-08: tells machines as JSON what is wrong with %j', async (args, code, message) => {
    const result = await runCli(args, { cwd: temporaryFolder() });
    expect(result.code).toBe(2);
    expect(result.json().error.code).toBe(code);
    expect(result.json().error.message).toContain(message);
  });

  it.each([
    [['--version', '--json'], { version: '1.2.3' }],
    [['data', 'list', '--help', '--json'], { help: expect.stringMatching(/^Usage: assay data list/u) as string }],
  ])('answers machines as JSON to %j', async (args, answer) => {
    const result = await runCli(args, { cwd: temporaryFolder() });
    expect(result).toMatchObject({ code: 0, stderr: '' });
    expect(result.json()).toEqual(answer);
  });

  it.each([
    [['--json'], 'USAGE', "unknown option '--json'"],
    [['runs', 'show', '--json'], 'USAGE', "missing required argument 'run'"],
    [['demo', 'cake', '--json'], 'USAGE', 'Allowed choices are research'],
    [['backtest', 'run', '--json'], 'USAGE', 'missing option: --strategy <name|file>'],
    [['research', 'run', '--json'], 'CONFIG_INVALID', 'the file does not exist'],
    [['data', 'list', '--workspase', 'x', '--json'], 'USAGE', "unknown option '--workspase'"],
  ])('tells machines once and as JSON that %j cannot be understood', async (args, code, message) => {
    const result = await runCli(args, { cwd: temporaryFolder() });
    expect(result).toMatchObject({ code: 2, stderr: '' });
    expect(result.json().error.code).toBe(code);
    expect(result.json().error.message).toContain(message);
  });

  it.each([0, undefined, 37])('prints help on a terminal of %j columns', async (columns) => {
    let text = '';
    const sink = { write: (part: string) => (text += part), isTTY: true, columns };
    const world = { stdout: sink, stderr: sink, env: {}, cwd: '/', clock: { now: () => 0 } };
    expect(await runProgram(['help', 'research', 'run'], world, '1.2.3')).toBe(0);
    const longest = Math.max(...text.split('\n').map(({ length }) => length));
    expect(longest).toBeGreaterThan(columns === 37 ? 20 : 60);
    expect(longest).toBeLessThanOrEqual(100);
  });

  it('refuses an environment variable that nothing reads, and names the one that was meant', async () => {
    const result = await runCli(['data', 'list'], { cwd: temporaryFolder(), env: { ASSAY_WORKSPCE: '/x' } });
    expect(result.code).toBe(2);
    expect(result.stderr).toContain("'ASSAY_WORKSPCE' (did you mean 'ASSAY_WORKSPACE'?)");
  });

  it('takes the workspace from the environment, and from the command line before it', async () => {
    const cwd = temporaryFolder();
    const options = { cwd, env: { ASSAY_WORKSPACE: 'from-env', ASSAY_DEBUG: '1' } };
    const synthetic = ['data', 'synthetic', '--kind', 'random-walk', '--seed', '1', '--bars', '30'];
    expect(await runCli([...synthetic, '--name', 'one'], options)).toMatchObject({ code: 0, stderr: '' });
    expect(
      (await runCli(['data', 'list', '--json'], { cwd, env: { ASSAY_WORKSPACE: `${cwd}/from-env` } })).json(),
    ).toMatchObject([{ dataset: 'one', bars: 30, kind: 'synthetic' }]);
    expect((await runCli(['data', 'list', '--json', '--workspace', 'other'], options)).json()).toEqual([]);
  });
});

describe('the command line', () => {
  const context = {
    stdout: { write: () => true },
    stderr: { write: () => true },
    env: {},
    cwd: '/',
    endWith: () => undefined,
  };
  const program = buildProgram({ ...context, clock: { now: () => 0 } }, '1.2.3');

  it('has the commands that are promised', () => {
    const paths = allCommands(program).flatMap((one) => one.commands.map((child) => `${one.name()} ${child.name()}`));
    for (const path of [
      'assay demo',
      'research run',
      'research init',
      'data import',
      'data list',
      'data show',
      'data audit',
      'data gc',
      'runs list',
      'runs show',
      'runs export-trades',
      'runs remove',
      'strategies list',
      'strategies show',
      'assay doctor',
      'assay completion',
    ]) {
      expect(paths).toContain(path);
    }
  });

  it('describes every command and option, and names the same option alike everywhere', () => {
    const meanings = new Map<string, string>();
    for (const command of allCommands(program)) {
      expect(command.description(), command.name()).not.toBe('');
      for (const { long, flags, description } of command.options) {
        expect(description, `${command.name()} ${flags}`).not.toBe('');
        if (!['--workspace', '--workers', '--memory', '--json', '--quiet'].includes(long ?? '')) continue;
        expect(`${flags} ${description}`).toBe(meanings.get(long ?? '') ?? `${flags} ${description}`);
        meanings.set(long ?? '', `${flags} ${description}`);
      }
    }
    expect(meanings.size).toBe(5);
  });
});

describe('exitCodeOf', () => {
  const page = readFileSync(ERRORS_PAGE, 'utf8');

  it.each([...ERROR_CODES])('S4-21: is for %s what the catalogue of errors says', (code) => {
    const section = page.split(`\n## ${code}\n`)[1]?.split('\n## ')[0] ?? '';
    const promised = /Exit code: (\d+)/.exec(section)?.[1];
    expect(exitCodeOf(new PlatformError(code, 'x'))).toBe(Number(promised));
  });

  it('is 1 for anything that was not raised on purpose', () => {
    expect([new Error('x'), 'x', undefined].map(exitCodeOf)).toEqual([1, 1, 1]);
  });
});

describe('printInterruption', () => {
  it.each([
    [['demo'], '', '\nassay: interrupted; the same command goes on where this one stopped\n'],
    [
      ['demo', '--json'],
      '{"error":{"code":"INTERRUPTED","message":"interrupted; the same command goes on where this one stopped","context":{}}}\n',
      '',
    ],
    [['data', 'import', 'research'], '', '\nassay: interrupted; the same command starts again\n'],
  ])('speaks to who asked: %j', (args, out, err) => {
    const written = { out: '', err: '' };
    const code = printInterruption(args, {
      stdout: { write: (text) => (written.out += text) },
      stderr: { write: (text) => (written.err += text) },
    });
    expect({ code, ...written }).toEqual({ code: 130, out, err });
  });
});

describe('printError', () => {
  const printed = (error: unknown, env = {}): string => {
    let text = '';
    const surroundings = { stdout: { write: () => true }, stderr: { write: (part: string) => (text += part) } };
    printError(error, { ...surroundings, env, cwd: '/', clock: { now: () => 0 } }, false);
    return text;
  };

  it('says what to do, and shows a stack only where it is asked for', () => {
    const error = new PlatformError('STRATEGY_FAILED', 'it broke', {
      hint: 'Mend it.',
      context: { stack: 'at line 1' },
    });
    expect(printed(error)).toBe('assay: it broke\nMend it.\n');
    expect(printed(error, { ASSAY_DEBUG: '1' })).toBe('assay: it broke\nMend it.\nat line 1\n');
  });

  it('does not let a quoted text steer the terminal', () => {
    const error = new PlatformError('USAGE', "no '\u001b[2Jx\r\u009b'\n\tbelow");
    expect(printed(error)).toBe("assay: no '\ufffd[2Jx\ufffd\ufffd'\n\tbelow\n");
  });

  it('calls what the system refuses no defect, and anything else foreign one', () => {
    const refused = Object.assign(new Error("EACCES: permission denied, open 'x'"), {
      code: 'EACCES',
      syscall: 'open',
    });
    expect(printed(refused)).toMatch(
      /^assay: EACCES: permission denied, open 'x'\nThe user who runs the command has no /u,
    );
    expect(printed(new TypeError('x is not a function'))).toMatch(
      /invariant: x is not a function\n.*report it\.\n.*at /s,
    );
  });
});
