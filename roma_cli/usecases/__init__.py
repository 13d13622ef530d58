"""One function per command: plain values in, a result out."""
