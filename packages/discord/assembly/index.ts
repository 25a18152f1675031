export {
  joinBoth,
  joinBoth2,
  joinBoth3,
  joinColumns,
  joinColumns2,
  joinColumns3,
  joinRows,
  joinRows2,
  joinRows3,
} from './join';
export { streamAdvance, streamNearest, streamProduct, streamProducts } from './stream';
