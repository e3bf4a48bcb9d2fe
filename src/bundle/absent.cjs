// In the place of those parts of undici that nothing here reaches: HTTP/2, which is never offered, and bodies other than text.

module.exports = () => {
  throw new Error('this part of undici is not in the program (src/bundle/bundle.mjs)');
};
