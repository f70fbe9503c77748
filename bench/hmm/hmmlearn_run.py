"""Fits the input of a file again and again with hmmlearn; prints the seconds of each fit and what was found."""

import json
import logging
import resource
import sys
import time
from importlib.metadata import version

import numpy as np
from hmmlearn import hmm

logging.disable(logging.CRITICAL)
path, fits, implementation = sys.argv[1], int(sys.argv[2]), sys.argv[3]
with open(path, encoding='utf-8') as file:
    given = json.load(file)
column = np.array(given['observations']).reshape(-1, 1)
start = given['initial']
seconds, score = [], float('nan')
for _ in range(fits):
    model = hmm.GaussianHMM(
        2,
        'diag',
        min_covar=0,
        covars_prior=0,
        covars_weight=1,
        n_iter=given['iterations'],
        tol=-np.inf,
        init_params='',
        implementation=implementation,
    )
    model.startprob_ = np.array(start['start'])
    model.transmat_ = np.array(start['transition'])
    model.means_ = np.array(start['emission']['means']).reshape(-1, 1)
    model.covars_ = np.array(start['emission']['variances']).reshape(-1, 1)
    before = time.perf_counter()
    model.fit(column)
    seconds.append(time.perf_counter() - before)
    score = float(model.score(column))
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(json.dumps({'seconds': seconds, 'logLikelihood': score, 'peakMiB': peak, 'version': version('hmmlearn')}))
