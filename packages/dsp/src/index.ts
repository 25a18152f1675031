/** Signal processing for time series: Fourier transforms, autocorrelation, periods, moving statistics, saliency. */

export { autocorrelation } from './autocorrelation.ts';
export type { FindPeriodOptions, PeriodMethod } from './find-period.ts';
export { findPeriod } from './find-period.ts';
export { movingAverage } from './moving-average.ts';
export type { Periodogram } from './periodogram.ts';
export { periodogram } from './periodogram.ts';
export { nextPowerOfTwo, RealFft } from './real-fft.ts';
export type { SlidingExtremes } from './sliding.ts';
export { slidingMeanSd, slidingMinMax } from './sliding.ts';
export type { SlidingMoments } from './sliding-moments.ts';
export type { SpectralResidualOptions } from './spectral-residual.ts';
export { spectralResidual } from './spectral-residual.ts';
export type { Stft, StftOptions } from './stft.ts';
export { stft } from './stft.ts';
