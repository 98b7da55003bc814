// Words for the posts that people hold and the roles that programs act in.
export { ROLE as POSTS } from '@/api/words'
