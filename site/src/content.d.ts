declare module '*.md' {
  const content: import('../plugins/markdown.ts').Content;
  export default content;
}
