"""Fourier transforms by numpy and by their definition, Haar energies by PyWavelets."""

import numpy as np
import pywt

from vector_file import LICENCES, meta_for, write_vector

LICENCES.update({'PyWavelets': 'MIT'})
SEED = 20261121


def values(x):
    return [float(value) for value in x]


def by_definition(x):
    """The sum itself, with angles reduced in whole numbers first."""
    n = len(x)
    k = np.arange(n)
    angles = -2 * np.pi * (np.outer(k, k) % n) / n
    return (np.cos(angles) + 1j * np.sin(angles)) @ x


def fourier_cases(rng):
    for n in (1, 2, 3, 4, 5, 7, 8, 12, 16, 31, 64, 97, 100, 252):
        x = np.round(rng.standard_normal(n) * 3, 6)
        spectrum = np.fft.fft(x)
        assert np.allclose(spectrum, by_definition(x), rtol=0, atol=1e-9)
        power = np.abs(np.fft.rfft(x - x.mean())) ** 2 / n
        yield {
            'kind': 'fourier', 'name': f'{n} values', 'x': values(x), 're': values(spectrum.real),
            'im': values(spectrum.imag), 'power': values(power),
        }


def haar_cases(rng):
    for n, levels in ((8, 1), (8, 3), (64, 3), (64, 6), (24, 3)):
        x = np.round(np.cumsum(rng.standard_normal(n)), 6)
        details = pywt.wavedec(x, 'haar', mode='periodization', level=levels)[1:]
        share = sum(float(np.sum(part**2)) for part in details) / float(np.sum(x**2))
        yield {'kind': 'haar', 'name': f'{n} values, {levels} levels', 'x': values(x), 'levels': levels, 'share': share}


def main():
    rng = np.random.default_rng(SEED)
    cases = [*fourier_cases(rng), *haar_cases(rng)]
    tolerance = {
        'relative': 1e-12, 'absolute': 1e-12,
        'reason': 'both sides are in error by some units of the last place times the logarithm of the length',
    }
    write_vector('core/spectral.json', meta_for(__file__, ['numpy', 'PyWavelets'], tolerance, SEED), cases)


if __name__ == '__main__':
    main()
