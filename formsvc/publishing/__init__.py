"""What the public site takes from the programme, and what its host is told about the built pages.

Reads the domain only. The site itself is Markdown in ``docs/``; here is just what must not be
written by hand twice: facts of ``programme.toml``, the frame that site and service share, and the
hashes of the site's own scripts.
"""
