"""What a WSGI server and the flask command look for."""

from app import create_app

app = create_app()
