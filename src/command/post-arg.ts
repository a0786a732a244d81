import { z } from 'zod';
import { withoutEdges } from '../akkoma/lookup/typed-address.ts';
import { postsIn } from '../akkoma/posts/index.ts';
import { storable } from './args.ts';

/** A post: a link to it, or the FlakeId of its activity. `findPost` finds which one it is. */
export const post = storable(z.string())
  .overwrite(withoutEdges)
  .min(1, 'must not be empty')
  .max(2000, 'must have at most 2000 characters')
  .regex(/^[^\s\p{Cc}\p{Cf}]+$/u, 'must be one link or ID')
  .meta({ description: 'Link to the post, or its ID' });

/** One or several posts, or reports, which stand for the posts that they name. `chosenPosts` finds which ones they are. */
export const posts = storable(z.string())
  .overwrite((typed) => postsIn(typed).join(', '))
  .min(1, 'must not be empty')
  .max(2000, 'must have at most 2000 characters')
  .regex(/^[^\p{Cc}\p{Cf}]+$/u, 'must be links or IDs')
  .meta({ description: 'Links or IDs of posts, with commas, or of reports whose posts are meant' });
