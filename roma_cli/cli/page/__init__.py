"""Statistics as a page of HTML, and as a picture: drawn by hand, without script or network."""
