export { basis, coefficients, columnBytes, columns, excluded, reserve, rowBytes, x } from './layout';
export { countOf, robustFit } from './robust-fit';
