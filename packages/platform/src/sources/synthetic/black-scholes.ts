/**
 * No more of option pricing than a generated chain needs: the price and the delta of a European option by its forward, and
 * one surface of implied volatilities without static arbitrage. Greeks, dividends and American exercise belong to a room
 * of their own.
 */
import { normalCdf } from '@assay/core/special';

/** A European option at one moment. */
export interface EuropeanOption {
  readonly right: 'call' | 'put';
  readonly strike: number;
  /** Price of the underlying, which pays nothing. */
  readonly spot: number;
  /** Continuously compounded, a fraction a year. */
  readonly rate: number;
  /** Years to expiry, > 0. */
  readonly years: number;
  /** A fraction a year, > 0. */
  readonly volatility: number;
}

/** What an option is worth. */
export interface OptionValue {
  /** Price units. */
  readonly price: number;
  /** Price units for one price unit of the underlying. */
  readonly delta: number;
}

/**
 * Black and Scholes: call = spot · N(d1) - strike · exp(-rate · years) · N(d2), the put by the same numbers with the signs
 * turned; d1 = (ln(forward / strike) + v / 2) / √v, d2 = d1 - √v, v = volatility² · years.
 *
 * Source: F. Black and M. Scholes, Journal of Political Economy 81 (1973).
 */
export function europeanValue({ right, strike, spot, rate, years, volatility }: EuropeanOption): OptionValue {
  const deviation = volatility * Math.sqrt(years);
  const first = (Math.log(spot / strike) + rate * years) / deviation + deviation / 2;
  const second = first - deviation;
  const discounted = strike * Math.exp(-rate * years);
  if (right === 'call')
    return { price: spot * normalCdf(first) - discounted * normalCdf(second), delta: normalCdf(first) };
  return { price: discounted * normalCdf(-second) - spot * normalCdf(-first), delta: -normalCdf(-first) };
}

/** A surface of implied volatilities; all volatilities are fractions a year. */
export interface VolatilitySurface {
  /** At the money for a moment from now. */
  readonly shortVolatility: number;
  /** At the money in the long run. */
  readonly longVolatility: number;
  /** How fast the one becomes the other, a year. */
  readonly reversion: number;
  /** Skew: correlation of price and volatility, above -1 and below 1; negative makes low strikes dear. */
  readonly rho: number;
  /** Curvature of the smile, > 0 with curvature · (1 + |rho|) <= 2. */
  readonly curvature: number;
}

/**
 * Implied volatility of a strike: √(w / years), where with k = ln(strike / forward)
 *
 * w = θ/2 · (1 + ρ·φ·k + √((φ·k + ρ)² + 1 - ρ²)), φ = curvature / √(θ·(1 + θ)), and the variance at the money up to expiry is
 * θ = long²·years + (short² - long²)·(1 - exp(-reversion·years)) / reversion.
 *
 * Source: J. Gatheral and A. Jacquier, "Arbitrage-free SVI volatility surfaces", Quantitative Finance 14 (2014), the surface
 * SSVI with the power-law φ and γ = 1/2, which has no butterfly or calendar arbitrage in the domain above.
 */
export function impliedVolatility(surface: VolatilitySurface, logMoneyness: number, years: number): number {
  const { shortVolatility, longVolatility, reversion, rho, curvature } = surface;
  const early = (shortVolatility ** 2 - longVolatility ** 2) * (-Math.expm1(-reversion * years) / reversion);
  const theta = longVolatility ** 2 * years + early;
  const scaled = (curvature / Math.sqrt(theta * (1 + theta))) * logMoneyness;
  const variance = (theta / 2) * (1 + rho * scaled + Math.sqrt((scaled + rho) ** 2 + 1 - rho ** 2));
  return Math.sqrt(variance / years);
}
