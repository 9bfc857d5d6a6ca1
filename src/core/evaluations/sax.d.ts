/** The part of sax that is used. Its exports are set from inside a function, where Node finds no names: hence the default. */
declare module 'sax' {
  export interface SaxTag {
    name: string;
    attributes: Record<string, string>;
  }
  export interface SaxParser {
    onopentag: (tag: SaxTag) => void;
    onclosetag: (name: string) => void;
    ondoctype: (text: string) => void;
    onsgmldeclaration: (text: string) => void;
    onerror: (error: Error) => void;
    write(text: string): SaxParser;
    close(): SaxParser;
  }
  const sax: {
    parser(strict: true, options: { strictEntities: true; position: false }): SaxParser;
  };
  export default sax;
}
