"""Special functions and distribution tails, by mpmath to 20 digits; scipy must agree where it is accurate."""

import mpmath as mp
from scipy import special, stats

from vector_file import meta_for, write_vector

mp.mp.dps = 60
SCIPY_AGREEMENT = mp.mpf('1e-11')


def normal_cdf(x):
    return mp.erfc(-x / mp.sqrt(2)) / 2


def normal_quantile(p):
    """Newton's method on log(cdf) from scipy's start; the upper half by symmetry in exact arithmetic."""
    if p > mp.mpf(1) / 2:
        return -normal_quantile(1 - p)
    x = mp.mpf(float(special.ndtri(float(p))))
    for _ in range(12):
        cdf = normal_cdf(x)
        step = mp.log(cdf / p) * cdf / mp.npdf(x)
        x -= step
        if abs(step) < mp.mpf(10) ** -45 * max(1, abs(x)):
            break
    assert abs(normal_cdf(x) / p - 1) < mp.mpf(10) ** -35, p
    return x


def beta_regularised(a, b, x):
    return mp.betainc(a, b, 0, x, regularized=True)


def student_t_cdf(t, degrees):
    tail = beta_regularised(degrees / 2, mp.mpf(1) / 2, degrees / (degrees + t * t)) / 2
    return tail if t <= 0 else 1 - tail


def chi_square_cdf(x, degrees):
    return mp.gammainc(degrees / 2, 0, x / 2, regularized=True)


def binomial_upper_tail(k, n, p):
    """P(X >= k), summed term by term."""
    return mp.fsum(mp.binomial(n, j) * p**j * (1 - p) ** (n - j) for j in range(int(k), int(n) + 1))


TAIL_POINTS = [-38.0, -37.5, -35.0, -30.0, -25.0, -20.0, -15.0, -12.0, -10.0, -9.0, -8.5, -8.0, -7.0, -6.0, -5.5, -5.0]
BODY_POINTS = [-4.0, -3.0, -2.5, -2.0, -1.959963984540054, -1.6448536269514722, -1.0, -0.5, -0.1, -1e-8, 0.0, 1e-300]
UPPER_POINTS = [1e-10, 0.25, 0.6744897501960817, 1.0, 1.2815515655446004, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 8.2, 10.0]
PROBABILITIES = [
    1e-300, 1e-250, 1e-200, 1e-150, 1e-100, 1e-50, 1e-30, 1e-20, 1e-16, 1e-12, 1e-10, 1e-8, 1e-6, 1e-5, 1e-4, 0.001,
    0.005, 0.01, 0.02425, 0.025, 0.05, 0.1, 0.2, 0.25, 0.3, 0.4, 0.425, 0.499999, 0.5, 0.5000001, 0.6, 0.7, 0.75,
    0.8, 0.9, 0.95, 0.97575, 0.975, 0.99, 0.995, 0.999, 0.9999, 0.999999, 1 - 1e-8, 1 - 1e-10, 1 - 1e-12, 1 - 1e-14,
    1 - 1e-16,
]  # fmt: skip
GAMMA_POINTS = [
    1e-300, 1e-100, 1e-20, 1e-10, 1e-5, 0.001, 0.01, 0.1, 0.25, 0.5, 0.75, 0.9, 0.999999, 1.0, 1.000001, 1.1, 1.25,
    1.4616321449683622, 1.5, 1.75, 1.999999, 2.0, 2.000001, 2.5, 3.0, 4.0, 5.5, 7.0, 10.0, 12.5, 25.0, 50.5, 100.0,
    171.5, 500.0, 1000.25, 1e5, 1e10, 1e100, 1e300,
]  # fmt: skip
ERF_POINTS = [
    -6.0, -3.0, -2.0, -1.0, -0.5, -0.1, -1e-10, 0.0, 1e-300, 1e-20, 1e-8, 1e-4, 0.01, 0.1, 0.25, 0.46875, 0.5, 0.75,
    0.84375, 1.0, 1.25, 1.5, 2.0, 2.5, 2.857, 3.0, 4.0, 5.0, 5.9, 6.0,
]  # fmt: skip
ERFC_POINTS = [
    -6.0, -2.0, -1.0, -0.1, 0.0, 1e-20, 0.1, 0.46875, 0.5, 0.84375, 1.0, 1.25, 2.0, 2.857, 3.0, 4.0, 5.0, 6.0, 8.0,
    10.0, 15.0, 20.0, 25.0, 26.0, 26.5,
]  # fmt: skip
BETA_POINTS = [
    (0.5, 0.5, 0.001), (0.5, 0.5, 0.5), (0.5, 0.5, 0.999), (1.0, 1.0, 0.3), (1.0, 3.0, 0.2), (2.0, 3.0, 0.4),
    (2.0, 3.0, 0.0), (2.0, 3.0, 1.0), (5.0, 0.5, 0.9), (0.5, 5.0, 0.1), (10.0, 10.0, 0.5), (10.0, 10.0, 0.1),
    (10.0, 10.0, 0.9), (0.1, 0.1, 0.01), (0.1, 10.0, 1e-5), (10.0, 0.1, 0.99999), (50.0, 50.0, 0.45),
    (100.0, 3.0, 0.97), (3.0, 100.0, 0.01), (12.0, 0.5, 0.96), (625.0, 0.5, 0.999), (1000.0, 1000.0, 0.5),
    (1000.0, 1000.0, 0.47), (1000.0, 10.0, 0.99), (0.001, 2.0, 0.5), (2.0, 0.001, 0.5), (20.0, 80.0, 0.2),
    (20.0, 80.0, 0.05), (1e-5, 1e-5, 0.5), (5000.0, 5000.0, 0.51), (1.5, 2.5, 1e-10), (7.5, 0.5, 0.7),
]  # fmt: skip
STUDENT_POINTS = [
    (0.0, 5.0), (1.0, 1.0), (-1.0, 1.0), (-1e6, 1.0), (12.706204736432095, 1.0), (-4.302652729911275, 2.0),
    (2.0, 2.0), (-0.5, 3.0), (3.182446305284263, 3.0), (1e-10, 4.0), (-2.7764451051977934, 4.0), (2.0, 5.0),
    (-6.0, 5.0), (-50.0, 5.0), (0.3, 7.5), (-1.5, 9.0), (2.2281388519649385, 10.0), (-10.0, 10.0), (1.7, 15.0),
    (-3.0, 20.0), (-8.0, 23.0), (1.6991270265334977, 29.0), (-2.0, 30.0), (-15.0, 30.0), (1.0, 60.0), (-4.0, 100.0),
    (1.959963984540054, 1000.0), (-10.0, 1000.0), (-3.0, 1249.0), (0.1, 1e6), (-5.0, 1e6), (2.5, 0.5),
]  # fmt: skip
CHI_SQUARE_POINTS = [
    (0.0, 1.0), (1e-10, 1.0), (0.5, 1.0), (3.841458820694124, 1.0), (30.0, 1.0), (0.1, 2.0),
    (5.991464547107979, 2.0), (1.0, 3.0), (7.814727903251179, 3.0), (0.5, 4.0), (9.0, 4.0), (2.0, 5.0),
    (0.001, 5.0), (11.07, 5.0), (15.0, 7.5), (3.0, 10.0), (18.307038053275146, 10.0), (0.01, 10.0), (25.0, 20.0),
    (8.0, 20.0), (50.0, 50.0), (70.0, 50.0), (20.0, 50.0), (100.0, 100.0), (140.0, 100.0), (60.0, 100.0),
    (900.0, 1000.0), (1000.0, 1000.0), (1100.0, 1000.0), (0.2, 0.5),
]  # fmt: skip
BINOMIAL_POINTS = [
    (0, 10, 0.5), (1, 10, 0.5), (5, 10, 0.5), (8, 10, 0.5), (10, 10, 0.5), (1, 1, 0.05), (1, 20, 0.05),
    (3, 20, 0.05), (6, 20, 0.05), (20, 20, 0.05), (2, 100, 0.01), (5, 100, 0.01), (55, 100, 0.5), (60, 100, 0.5),
    (75, 100, 0.5), (40, 100, 0.5), (100, 100, 0.5), (3, 50, 0.001), (11, 200, 0.05), (19, 200, 0.05),
    (35, 200, 0.05), (51, 1000, 0.05), (70, 1000, 0.05), (30, 1000, 0.05), (100, 1000, 0.05), (1, 1000, 1e-6),
    (520, 1000, 0.5), (600, 1000, 0.5), (4, 7, 0.3), (7, 7, 0.999), (5, 10, 0.0), (5, 10, 1.0),
]  # fmt: skip

# name, definition, argument names, points, exact function, scipy function, relative tolerance and its reason
FUNCTIONS = [
    (
        'normalCdf',
        'P(Z <= x) for a standard normal Z',
        ['x'],
        TAIL_POINTS + BODY_POINTS + UPPER_POINTS,
        normal_cdf,
        special.ndtr,
        2e-12,
        (
            'condition number x*phi(x)/Phi(x) is about 1,450 at -38; the result there is subnormal and carries fewer'
            ' than 52 bits'
        ),
    ),
    (
        'normalQuantile',
        'x with P(Z <= x) = p',
        ['p'],
        PROBABILITIES,
        normal_quantile,
        special.ndtri,
        1e-13,
        'well conditioned in the lower tail; near p = 1 the argument is the double itself, taken exactly',
    ),
    (
        'logGamma',
        'natural logarithm of the gamma function, x > 0',
        ['x'],
        GAMMA_POINTS,
        mp.loggamma,
        special.gammaln,
        1e-13,
        'relative; near its zeros at 1 and 2 compare absolutely, to 1e-15',
    ),
    ('erf', 'error function', ['x'], ERF_POINTS, mp.erf, special.erf, 1e-14, 'entire and well conditioned'),
    (
        'erfc',
        'complementary error function',
        ['x'],
        ERFC_POINTS,
        mp.erfc,
        special.erfc,
        1e-12,
        'condition number about 2*x^2 = 1,400 at 26.5',
    ),
    (
        'regularisedIncompleteBeta',
        'I_x(a, b)',
        ['a', 'b', 'x'],
        BETA_POINTS,
        beta_regularised,
        special.betainc,
        1e-11,
        'large a and b amplify the rounding of x; continued fractions lose a few digits',
    ),
    (
        'studentTCdf',
        'P(T <= t), T Student with the given degrees of freedom',
        ['t', 'degreesOfFreedom'],
        STUDENT_POINTS,
        student_t_cdf,
        lambda t, v: stats.t.cdf(t, v),
        1e-11,
        'through the incomplete beta function',
    ),
    (
        'chiSquareCdf',
        'P(X <= x), X chi-square with the given degrees of freedom',
        ['x', 'degreesOfFreedom'],
        CHI_SQUARE_POINTS,
        chi_square_cdf,
        lambda x, v: special.chdtr(v, x),
        1e-11,
        'through the incomplete gamma function',
    ),
    (
        'binomialUpperTail',
        'P(X >= k), X binomial(n, p)',
        ['k', 'n', 'p'],
        BINOMIAL_POINTS,
        binomial_upper_tail,
        lambda k, n, p: stats.binom.sf(k - 1, n, p),
        1e-11,
        'through the incomplete beta function or a sum of up to 1,000 terms',
    ),
]


def point(arguments, exact, scipy_function):
    values = arguments if isinstance(arguments, tuple) else (arguments,)
    result = exact(*[mp.mpf(value) for value in values])
    nearest = float(result)
    reference = mp.mpf(float(scipy_function(*values)))
    distance = abs(reference - result) / max(abs(result), mp.mpf('1e-290'))
    agrees = bool(distance <= SCIPY_AGREEMENT)
    digits = mp.nstr(result, 20, strip_zeros=True, min_fixed=1, max_fixed=0) if result != 0 else '0'
    return {'args': list(values), 'value': nearest, 'digits': digits, 'scipyAgrees': agrees}


def main():
    cases = []
    for name, definition, arguments, points, exact, scipy_function, relative, reason in FUNCTIONS:
        rows = [point(arguments_of, exact, scipy_function) for arguments_of in points]
        cases.append(
            {
                'function': name,
                'definition': definition,
                'arguments': arguments,
                'relativeTolerance': relative,
                'reason': reason,
                'points': rows,
            }
        )
    tolerance = {
        'relative': 'relativeTolerance of each case',
        'absolute': 1e-322,
        'reason': (
            'value is the double nearest to the exact result for exactly these double arguments (digits: its first 20'
            ' digits), so the tolerance is that of the implementation under test, from the conditioning stated in each'
            ' case; the absolute part is for subnormal results'
        ),
    }
    meta = meta_for(
        __file__,
        ['mpmath', 'scipy'],
        tolerance,
        conventions=[
            'Arguments are the doubles as written; mpmath works on their exact binary values with 60 digits.',
            'scipyAgrees says whether scipy gives the same to 1e-11 relative; the value is always that of mpmath.',
        ],
    )
    write_vector('core/special.json', meta, cases, case_levels=4)
    disagree = [(c['function'], p['args']) for c in cases for p in c['points'] if not p['scipyAgrees']]
    assert len(disagree) <= 8, disagree
    return disagree


if __name__ == '__main__':
    main()
