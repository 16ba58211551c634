/** A stylesheet imported by a script arrives as minified text (see build.mjs). */
declare module "*.css" {
  const text: string;
  export default text;
}
