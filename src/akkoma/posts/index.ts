export { authorOf, findPost, type Post } from './find-post.ts';
export { contentOf, type Media, type PostContent } from './post-content.ts';
export { type PostNumbers, readPostNumbers, type Visibility } from './post-numbers.ts';
export { type Givable, givable, newAddresses } from './readdress.ts';
