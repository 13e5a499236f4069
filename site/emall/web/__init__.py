"""The way in and out: requests, forms, pages, guards; knows no room."""
