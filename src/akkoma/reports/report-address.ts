import { isFlakeId } from '../../../entities/types/flake-id-text.ts';
import { withoutEdges } from '../lookup/typed-address.ts';

/**
 * Returns the FlakeIds in what people type for reports: ids, with a `#` before them or not, or the links of Akkoma's
 * web interface, which end with the id, separated by commas or spaces. What is none is returned as it was typed.
 */
export const reportsIn = (typed: string): string[] => [
  ...new Set(
    withoutEdges(typed)
      .split(/[\s,]+/)
      .map((each) => {
        const id = /(?:^#?|\/)([0-9A-Za-z]{18,22})\/?$/.exec(each)?.[1];
        return id !== undefined && isFlakeId(id) ? id : each;
      })
      .filter((each) => each !== ''),
  ),
];
