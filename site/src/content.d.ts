declare module '*.md' {
  const content: import('../plugins/markdown.ts').Content;
  export default content;
}
declare module '*.woff2?url' {
  const url: string;
  export default url;
}
