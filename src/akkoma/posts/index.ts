export { authorOf, findPost, findPosts, type Post } from './find-post.ts';
export { postsIn } from './post-address.ts';
export { contentOf, type Media, type PostContent } from './post-content.ts';
export { type PostNumbers, readNumbersOfPosts, readPostNumbers, type Visibility } from './post-numbers.ts';
export { type Givable, givable, newAddresses } from './readdress.ts';
