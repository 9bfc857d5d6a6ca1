/** The part of sax that is used. */
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
  export function parser(strict: true, options: { strictEntities: true; position: false }): SaxParser;
}
