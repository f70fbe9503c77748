export { alarmsOnNoise } from './change-points/alarms-on-noise.ts';
export type { AlarmsOnNoise, ChangeDetector, NoiseTrial } from './change-points/alarms-on-noise.ts';
export { bayesianChangePoints } from './change-points/bayesian-change-points.ts';
export type { BayesianChangePointOptions, BayesianChangePoints } from './change-points/bayesian-change-points.ts';
export { changeScore } from './change-points/change-score.ts';
export type { ChangeScore, ChangeScoreOptions } from './change-points/change-score.ts';
export { cusumAverageRunLength, cusumThreshold } from './change-points/cusum-run-length.ts';
export { CUSUM_TARGETS, cusumAlarms } from './change-points/cusum.ts';
export type { CusumOptions, CusumResult, CusumTarget } from './change-points/cusum.ts';
export { PELT_COSTS, bicPenalty, peltNotCausal } from './change-points/pelt.ts';
export type { PeltCost, PeltOptions } from './change-points/pelt.ts';
export { slowingDown } from './change-points/slowing-down.ts';
export type { SlowingDown } from './change-points/slowing-down.ts';
export { CALIBRATOR_DEFAULTS, hazardCalibrator } from './calibrators/hazard-calibrator.ts';
export type {
  CalibratedValue,
  CalibratorOptions,
  CalibratorState,
  HazardCalibrator,
} from './calibrators/hazard-calibrator.ts';
export { codecGates, spreadAt } from './codec/codec-gates.ts';
export { codecNull } from './codec/codec-null.ts';
export type { CodecNull, NullMeasure } from './codec/codec-null.ts';
export { codecOnNoise, NOISE_QUANTILES } from './codec/codec-on-noise.ts';
export type { CodecOnNoise, NoiseMeasure, NoiseShare } from './codec/codec-on-noise.ts';
export type { CandleLayout } from './codec/candle-layout.ts';
export { CODEC_MEASURES } from './codec/codec-reading.ts';
export type { CodecMeasure, CodecReading } from './codec/codec-reading.ts';
export { CODEC_DEFAULTS, codecWarmUp, resolveCodec } from './codec/codec-spec.ts';
export type { CodecSpec, HazardMeasure, ResolvedCodec } from './codec/codec-spec.ts';
export { CODEC_VERSION, codecStream, timeframeMs } from './codec/codec-stream.ts';
export type { CodecBar, CodecState, CodecStream } from './codec/codec-stream.ts';
export { dampingOf } from './codec/damping.ts';
export { strandKey, strandOf } from './codec/strand.ts';
export type { Strand, StrandReading } from './codec/strand.ts';
export { SEMANTIC_TAGS } from './codec/semantic-tags.ts';
export type { SemanticTag } from './codec/semantic-tags.ts';
export { filteredProbabilities, smoothedProbabilitiesNotCausal, viterbiPathNotCausal } from './hmm/decode.ts';
export type { StatePath, StateProbabilities } from './hmm/decode.ts';
export { fitGaussianHmm, GAUSSIAN_HMM_DEFAULTS } from './hmm/fit-gaussian-hmm.ts';
export type { GaussianHmmFit, GaussianHmmOptions, HmmFitFailure } from './hmm/fit-gaussian-hmm.ts';
export { checkHiddenMarkovModel } from './hmm/hidden-markov-model.ts';
export type { DiscreteEmission, GaussianEmission, GaussianHmm, HiddenMarkovModel } from './hmm/hidden-markov-model.ts';
export { orderStates } from './hmm/order-states.ts';
export { LEVEL_THRESHOLDS, RAW_THRESHOLDS, REGIME_LABELS } from './labels/regime-thresholds.ts';
export type { RegimeLabel, RegimeThresholds } from './labels/regime-thresholds.ts';
export { REGIME_OBSERVATIONS } from './series/observations.ts';
export type { RegimeObservation } from './series/observations.ts';
export type { RegimeFit, UnusableFit } from './series/regime-fit.ts';
export { REGIME_DEFAULTS, resolveRegimeOptions } from './series/regime-options.ts';
export type { RegimeOptions, ResolvedRegimeOptions } from './series/regime-options.ts';
export { REGIME_REASONS, UNKNOWN_REGIME, regimeLabel, regimeSeries } from './series/regime-series.ts';
export type { RegimeReason, RegimeSeries } from './series/regime-series.ts';
export { checkRegimeVersion } from './series/regime-version.ts';
export type { VersionedRegimes } from './series/regime-version.ts';
