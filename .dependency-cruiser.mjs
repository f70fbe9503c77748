/**
 * The boundary rules of the house, generated from architecture.tiers.mjs: a room imports lower tiers only, never a
 * sibling, and another room only through its index.ts.
 */
import { purePackages, tiers } from './architecture.tiers.mjs';

const source = (room) => {
  const [packageName, roomName] = room.split('/');
  return `^packages/${packageName}/src/${roomName}/`;
};
const anyRoom = '^packages/[^/]+/src/[^/]+/';
const tests = '[.]test[.]ts$|[.]exam[.]ts$|/testing/';
const listed = tiers.flat().map(source);

const oneWay = tiers.flatMap((tier, height) =>
  tier.map((room) => {
    const above = tiers.slice(height + 1).flat();
    const siblings = tier.filter((other) => other !== room);
    return {
      name: `one-way:${room}`,
      comment: 'A room imports lower tiers only, never a sibling.',
      severity: 'error',
      from: { path: source(room), pathNot: tests },
      to: { path: [...[...above, ...siblings].map(source), '^apps/'] },
    };
  }),
);

const unlisted = { path: anyRoom, pathNot: listed };
const listComment = 'Add the room to architecture.tiers.mjs, with a decision record.';

export default {
  forbidden: [
    ...oneWay,
    { name: 'no-circular', severity: 'error', from: {}, to: { circular: true } },
    // Three rules, because a file that imports nothing is seen only by the second or the third.
    { name: 'room-is-listed', comment: listComment, severity: 'error', from: unlisted, to: {} },
    {
      name: 'room-is-listed:alone',
      comment: listComment,
      severity: 'error',
      from: { orphan: true, ...unlisted },
      to: {},
    },
    { name: 'room-is-listed:used', comment: listComment, severity: 'error', from: {}, to: unlisted },
    {
      name: 'room-entry-only',
      comment: 'Import another room through its index.ts, or its testing/index.ts from a test.',
      severity: 'error',
      from: { path: '^packages/([^/]+)/src/([^/]+)/' },
      to: {
        path: anyRoom,
        pathNot: ['^packages/$1/src/$2/', '/src/[^/]+/index[.]ts$', '/src/[^/]+/testing/index[.]ts$'],
      },
    },
    {
      name: 'pure-means-no-node',
      severity: 'error',
      from: { path: `^packages/(${purePackages.join('|')})/src`, pathNot: tests },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'core-has-no-npm-deps',
      comment: 'core and quant may use fft.js, ml-matrix and pure-rand; anything else needs a decision record.',
      severity: 'error',
      from: { path: '^packages/(core|quant)/src', pathNot: tests },
      to: { path: 'node_modules/(?!@assay/|fft[.]js|ml-matrix|pure-rand)' },
    },
    {
      name: 'dashboard-sees-contracts-only',
      severity: 'error',
      from: { path: '^apps/dashboard/' },
      to: { path: '^packages/', pathNot: '^packages/contracts/' },
    },
    { name: 'no-test-code-in-source', severity: 'error', from: { path: '/src/', pathNot: tests }, to: { path: tests } },
    {
      name: 'no-phantom-dependency',
      comment: "Declare the dependency in this package's package.json.",
      severity: 'error',
      from: { path: '^(packages|apps)/', pathNot: tests },
      to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown', 'npm-dev'] },
    },
    { name: 'resolves', severity: 'error', from: {}, to: { couldNotResolve: true } },
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.base.json' },
    doNotFollow: 'node_modules',
    // Only our own: most npm packages keep their code in a dist/, and what is excluded is not seen as a dependency.
    exclude: { path: '^(packages|apps)/[^/]+/dist/' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['source', 'import', 'types'] },
  },
};
