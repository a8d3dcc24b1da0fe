{%- set measures = ['cost', 'revenue'] -%}

{{ config(materialized='table') }}

with

campaigns as (

    select
        cost,
        revenue
    from {{ ref('int_campaigns_filled') }}

),

searched as (

    select * from {{ ref('int_outlier_quartiles') }}

),

-- The amounts between which each quartile lies, with the number of rows up to each. The row of
-- `searched` is found by its key, so that the server knows the range before it looks for an index.
amounts as (

    {% for measure in measures %}
        {% for quartile in [1, 3] %}
            select
                '{{ measure }}' as measure,
                {{ quartile }} as quartile,
                campaigns.{{ measure }} as amount,
                count(*) as clean_rows,
                max(searched.rows_below) as rows_below,
                max(searched.position) as position
            from searched
            inner join campaigns
                on campaigns.{{ measure }} between searched.lowest and searched.highest
            where
                searched.measure = '{{ measure }}'
                and searched.quartile = {{ quartile }}
            group by campaigns.{{ measure }}
            {% if not loop.last %}
                union all
            {% endif %}
        {% endfor %}
        {% if not loop.last %}
            union all
        {% endif %}
    {% endfor %}

),

-- Rows are numbered from 0: an amount has those from first_place on.
placed as (

    select
        measure,
        quartile,
        amount,
        clean_rows,
        position,
        rows_below
        + sum(clean_rows) over (partition by measure, quartile order by amount)
        - clean_rows as first_place
    from amounts

),

-- With linear interpolation, as pandas and NumPy have it by default.
quartiles as (

    select
        measure,
        quartile,
        min(amount)
        + (max(position) - floor(max(position))) * (max(amount) - min(amount)) as amount
    from placed
    where
        first_place <= ceiling(position)
        and first_place + clean_rows > floor(position)
    group by
        measure,
        quartile

),

pairs as (

    select
        measure,
        max(case when quartile = 1 then amount end) as q1,
        max(case when quartile = 3 then amount end) as q3
    from quartiles
    group by measure

),

bounds as (

    select
        1 as one,
        max(case when measure = 'cost' then q1 - 1.5 * (q3 - q1) end) as cost_lower,
        max(case when measure = 'cost' then q3 + 1.5 * (q3 - q1) end) as cost_upper,
        max(case when measure = 'revenue' then q1 - 1.5 * (q3 - q1) end) as revenue_lower,
        max(case when measure = 'revenue' then q3 + 1.5 * (q3 - q1) end) as revenue_upper
    from pairs

)

select * from bounds
