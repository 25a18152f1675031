export { joinBoth, joinColumns, joinRows } from './join';
export { streamAdvance, streamNearest, streamProduct, streamProducts } from './stream';
