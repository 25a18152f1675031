/** The tables of the CANCE paper, in our own numbering: its images, then its vectors, then its tables. */
import type { ExperimentEntry } from '../experiment.ts';

/** In the order of the list. */
export const canceExperiments: readonly ExperimentEntry[] = [
  {
    name: 'cance-table-1',
    summary: 'CANCE on MNIST, one digit normal (5 seeds, half a minute of CPU a digit; needs the data set mnist)',
    load: async () => (await import('./mnist.ts')).mnistUnimodal,
  },
  {
    name: 'cance-table-1-longer',
    summary: 'the same, trained twice as long (5 seeds, a minute of CPU a digit; needs mnist)',
    load: async () => (await import('./mnist.ts')).mnistLonger,
  },
  {
    name: 'cance-table-2',
    summary: 'CANCE on MNIST, five digits normal (2 seeds, a minute of CPU a row; needs mnist)',
    load: async () => (await import('./multimodal.ts')).mnistMultimodal,
  },
  {
    name: 'cance-table-3',
    summary: 'CANCE on MNIST-C (minutes of CPU, goes on where it was stopped; needs mnist and mnist-c)',
    load: async () => (await import('./mnist-c.ts')).mnistC,
  },
  {
    name: 'cance-table-3-longer',
    summary: 'the same, trained twice as long (2 seeds, ten minutes of CPU each; needs mnist and mnist-c)',
    load: async () => (await import('./mnist-c.ts')).mnistCLonger,
  },
  {
    name: 'cance-table-4',
    summary: 'CANCE on the JPEG copy of CIFAR-10, one class normal (minutes of CPU; needs cifar10-jpeg)',
    load: async () => (await import('./cifar.ts')).cifarUnimodal,
  },
  {
    name: 'cance-table-4-convolutions',
    summary: 'the same with a convolutional autoencoder, as the paper has it (a minute of CPU a class)',
    load: async () => (await import('./cifar.ts')).cifarConvolutions,
  },
  {
    name: 'cance-table-4-equalised',
    summary: 'the convolutions on images of one brightness and contrast, another preparation (a minute of CPU a class)',
    load: async () => (await import('./cifar.ts')).cifarEqualised,
  },
  {
    name: 'cance-table-5',
    summary: 'CANCE on ResNet-18 features of CIFAR-10, not the protocol of the paper (needs adbench)',
    load: async () => (await import('./embeddings.ts')).cifarEmbeddings,
  },
  {
    name: 'cance-table-6',
    summary: 'CANCE on Abalone (20 splits, some seconds each; needs the data set abalone)',
    load: async () => (await import('./tables.ts')).abalone,
  },
  {
    name: 'cance-table-7',
    summary: 'CANCE on Thyroid (20 splits, some seconds each; needs the data set adbench)',
    load: async () => (await import('./tables.ts')).thyroid,
  },
  {
    name: 'cance-table-8',
    summary: 'CANCE on KDD Cup 1999 (5 splits, a minute of CPU each, 2 GB; needs kddcup99, which you put there)',
    load: async () => (await import('./tables.ts')).kddCup,
  },
  {
    name: 'cance-rivals',
    summary: 'deep and plain rivals on Abalone and Thyroid (5 splits; needs abalone and adbench)',
    load: async () => (await import('./rivals.ts')).canceRivals,
  },
];
