/** Files that only the bundler understands. */
declare module "*.css";
