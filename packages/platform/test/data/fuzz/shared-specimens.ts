/** The first lines of real files, where those lie beside the checkout. */
import { createReadStream, existsSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { createGunzip } from 'node:zlib';
import { BUILT_IN_LAYOUTS } from '../../../src/sources/index.ts';
import { lines, specimen } from './specimen.ts';
import type { Specimen } from './specimen.ts';

const data = path.resolve(fileURLToPath(new URL('../../../../../', import.meta.url)), '../shared/data');

/** True if real files lie beside the checkout. */
export const hasSharedData: boolean = existsSync(data);

const HEADS: readonly (readonly [file: string, layout: string, name: string])[] = [
  ['ejtraderLabs__historical-data/EURUSD/EURUSDh4.csv', 'ejtrader-h4', 'EURUSDh4.csv'],
  ['TheSnowGuru__Tick-Bar-Data/commodities/silver/XAGUSD_H1.csv', 'snowguru-h1', 'XAGUSD_H1.csv'],
  ['TheSnowGuru__Tick-Bar-Data/crypto/btcusd/ETHUSDT_D1.csv', 'snowguru-crypto-daily', 'ETHUSDT_D1.csv'],
  [
    'AminHP__gym-anytrading/gym_anytrading/datasets/data/FOREX_EURUSD_1H_ASK.csv',
    'dukascopy-h1',
    'FOREX_EURUSD_1H_ASK.csv',
  ],
  ['datasets__finance-vix/data/vix-daily.csv', 'cboe-vix-daily', 'vix-daily.csv'],
  [
    'QuantConnect__Lean/Data/alternative/interest-rate/usa/interest-rate.csv',
    'lean-interest-rate',
    'interest-rate.csv',
  ],
  ['lambdaclass__options_backtester/tests/data/prod_options_1y.csv', 'spy-chain-2021', 'prod_options_1y.csv'],
  [
    'nautechsystems__nautilus_trader/tests/test_data/btc-perp-20211231-20220201_1m.csv',
    'nautilus-btc-perp-minute',
    'btc-perp.csv',
  ],
  ['lambdaclass__options_backtester/tests/test_data/ivy_5assets_data.csv', 'tiingo-daily', 'ivy_5assets_data.csv'],
];

/** The first lines of real files, where those lie beside the checkout. */
export async function sharedSpecimens(): Promise<readonly Specimen[]> {
  const found: Specimen[] = [];
  for (const [file, layoutName, name] of HEADS) {
    const layout = BUILT_IN_LAYOUTS[layoutName];
    const place = [file, `${file}.gz`].map((one) => path.join(data, one)).find((one) => existsSync(one));
    if (layout === undefined || place === undefined) continue;
    const rows = (await firstLines(place)).map((line) => line.split(layout.separator));
    const table = { header: layout.header ? rows[0] : undefined, rows: layout.header ? rows.slice(1) : rows };
    found.push(specimen({ name, layout, table, write: lines(layout.separator) }));
  }
  return found;
}

async function firstLines(file: string): Promise<readonly string[]> {
  const source = createReadStream(file);
  let text = '';
  for await (const chunk of file.endsWith('.gz') ? source.pipe(createGunzip()) : source) {
    text += (chunk as Buffer).toString('utf8');
    if (text.length > 20_000) break;
  }
  source.destroy();
  return text.split(/\r?\n/u).slice(0, 45);
}
